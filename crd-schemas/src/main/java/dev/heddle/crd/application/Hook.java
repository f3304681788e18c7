package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;

/**
 * A command at a turn of a process's life, with its environment.
 *
 * @param command the program and its arguments
 * @param timeout how long it may run before it is killed
 */
public record Hook(List<String> command, Duration timeout) {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  public Hook {
    command = List.copyOf(requireNonNullElse(command, List.of()));
    timeout = requireNonNullElse(timeout, TIMEOUT);
  }
}
