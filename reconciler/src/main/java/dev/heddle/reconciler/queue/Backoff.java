package dev.heddle.reconciler.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that double with each failure in a row up to a cap, each shortened at random so that
 * things that failed together don't come back together (L4).
 *
 * @param base the delay after the first failure
 * @param cap no delay is longer
 * @param jitter the share of the delay that is drawn at random, 0 to 1
 */
public record Backoff(Duration base, Duration cap, double jitter) {

  /** Half a second to one minute. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1), 0.25);

  public Backoff {
    requireNonNull(base, "base is null");
    requireNonNull(cap, "cap is null");
    if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "a backoff needs 0 < base <= cap, not base " + base + " and cap " + cap);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter is a share from 0 to 1, not " + jitter);
    }
  }

  /** The delay after that many failures in a row; at least 1 nanosecond, never above the cap. */
  public Duration delay(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(failures - 1, 0), 62);
    long nanos = base.toNanos();
    long limit = cap.toNanos();
    long full = nanos > limit >> doublings ? limit : nanos << doublings;
    long drawn = (long) (full * jitter * random.nextDouble());
    return Duration.ofNanos(Math.max(1, full - drawn));
  }
}
