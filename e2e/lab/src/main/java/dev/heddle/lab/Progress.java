package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A step of a start that is done.
 *
 * @param step what works now
 * @param after how long after the beginning of the start
 */
public record Progress(String step, Duration after) {
  public Progress {
    requireNonNull(step, "step is null");
    requireNonNull(after, "after is null");
  }
}
