package dev.heddle.operator.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.zip.CRC32;

/**
 * When each of many is started or restarted for one and the same reason, so that not all of them
 * are at once. It follows from the identity alone: nobody has to know of the others, and it is the
 * same after a restart. Pure.
 */
public final class Pace {

  /** So much later, on an average, is the next of those that one change restarts. */
  public static final Duration EACH = Duration.ofSeconds(2);

  /** No change takes longer than that to reach the last, however many there are. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final long VALUES = 1L << 32;

  private Pace() {}

  /** The window over which so many are restarted; one alone does not wait. */
  public static Duration window(int count) {
    Duration all = EACH.multipliedBy(Math.max(0, count - 1));
    return all.compareTo(LONGEST) > 0 ? LONGEST : all;
  }

  /** The place in the window of what has this uid. */
  public static Duration of(String uid, Duration window) {
    CRC32 hash = new CRC32();
    hash.update(requireNonNull(uid, "uid is null").getBytes(UTF_8));
    double share = (double) hash.getValue() / VALUES;
    return Duration.ofSeconds((long) (share * window.toSeconds()));
  }
}
