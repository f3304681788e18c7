package dev.heddle.operator.application;

import java.time.Duration;

/** The pause before a failed application is submitted again. */
final class RunBackoff {

  static final Duration FIRST = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofMinutes(5);

  /** A run that served for so long has earned a fresh start. */
  static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private RunBackoff() {}

  /**
   * Doubles with each failure in a row. Spread by up to a tenth, always the same for one resource:
   * what failed together does not come back together.
   */
  static Duration after(int failures, String uid) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 10));
    Duration capped = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    return capped.plusMillis(capped.toMillis() / 1000 * Math.floorMod(uid.hashCode(), 100));
  }
}
