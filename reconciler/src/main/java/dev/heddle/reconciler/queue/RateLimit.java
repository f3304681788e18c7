package dev.heddle.reconciler.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often one key may be looked at: {@code burst} times at once, and once each {@code interval}
 * in the long run. Holds back a reconciler that keeps waking itself.
 *
 * @param burst how many passes may follow each other at once
 * @param interval in which one more is granted; zero for no limit
 */
public record RateLimit(int burst, Duration interval) {

  /** Ten at once, then two a second. */
  public static final RateLimit DEFAULT = new RateLimit(10, Duration.ofMillis(500));

  /** No limit. */
  public static final RateLimit NONE = new RateLimit(1, Duration.ZERO);

  public RateLimit {
    requireNonNull(interval, "interval is null");
    if (burst < 1 || interval.isNegative()) {
      throw new IllegalArgumentException(
          "a rate limit needs burst >= 1 and interval >= 0, not " + burst + " and " + interval);
    }
  }
}
