package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

/**
 * Healthy when a command ends with 0.
 *
 * @param command the program and its arguments
 */
public record Exec(List<String> command) {

  public Exec {
    command = List.copyOf(requireNonNullElse(command, List.of()));
  }
}
