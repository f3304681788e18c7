package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;

/**
 * The pause before a restart: none before the first within the window, then doubling.
 *
 * @param initial the pause before the second restart
 * @param max the longest pause
 */
public record RestartBackoff(Duration initial, Duration max) {

  private static final Duration INITIAL = Duration.ofMillis(200);
  private static final Duration MAX = Duration.ofSeconds(30);

  public RestartBackoff {
    initial = requireNonNullElse(initial, INITIAL);
    max = requireNonNullElse(max, MAX);
  }

  /** From 0.2 s to 30 s. */
  public static RestartBackoff usual() {
    return new RestartBackoff(INITIAL, MAX);
  }
}
