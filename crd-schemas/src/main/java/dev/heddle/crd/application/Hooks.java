package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * Commands before the start and the stop of a process.
 *
 * @param preStart runs before each start, which fails with it
 * @param preStop runs before the process is asked to end, within its grace
 */
public record Hooks(Optional<Hook> preStart, Optional<Hook> preStop) {

  public Hooks {
    preStart = requireNonNullElse(preStart, Optional.empty());
    preStop = requireNonNullElse(preStop, Optional.empty());
  }
}
