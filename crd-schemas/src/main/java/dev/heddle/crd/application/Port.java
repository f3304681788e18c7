package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

/**
 * A port that a process listens on, chosen before it starts.
 *
 * @param port this very port; 0 means any
 * @param range the first free port of a range, such as {@code 30000-30100}; empty for none
 */
public record Port(int port, String range) {

  public Port {
    range = requireNonNullElse(range, "");
  }
}
