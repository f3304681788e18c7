package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often the service is started again inside its container before the application is given up as
 * FAILED.
 *
 * @param maxRestarts restarts allowed within the window; -1 for no limit, 0 for none
 * @param window only restarts younger than this count
 * @param initialBackoff wait before the second restart in the window (the first is at once); it
 *     doubles from there
 * @param maxBackoff longest wait
 */
public record RestartLimits(
    int maxRestarts, Duration window, Duration initialBackoff, Duration maxBackoff) {
  public static final int UNLIMITED = -1;

  public RestartLimits {
    requireNonNull(window, "window is null");
    requireNonNull(initialBackoff, "initialBackoff is null");
    requireNonNull(maxBackoff, "maxBackoff is null");
    if (maxRestarts < UNLIMITED) {
      throw new IllegalArgumentException("maxRestarts is below -1: " + maxRestarts);
    }
    if (window.isNegative() || initialBackoff.isNegative() || maxBackoff.isNegative()) {
      throw new IllegalArgumentException("a restart limit is a negative duration");
    }
  }

  /** Five restarts in ten minutes, the waits growing from 0.2 s to 30 s. */
  public static RestartLimits defaults() {
    return new RestartLimits(
        5, Duration.ofMinutes(10), Duration.ofMillis(200), Duration.ofSeconds(30));
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("maxRestarts", maxRestarts)
        .put("window", window)
        .put("initialBackoff", initialBackoff)
        .put("maxBackoff", maxBackoff);
  }

  static RestartLimits fromJson(JsonObject json) {
    return new RestartLimits(
        Math.toIntExact(json.integer("maxRestarts")),
        json.duration("window"),
        json.duration("initialBackoff"),
        json.duration("maxBackoff"));
  }
}
