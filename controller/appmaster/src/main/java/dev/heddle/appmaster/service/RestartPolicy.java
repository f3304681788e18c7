package dev.heddle.appmaster.service;

import dev.heddle.appmaster.protocol.RestartLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a service that ended is started again in its container, and after which wait. */
public final class RestartPolicy {
  private static final int MAX_REMEMBERED = 64;
  private static final int MAX_DOUBLINGS = 30;

  private RestartPolicy() {}

  /** The wait before the next restart, or nothing when the limit is reached. */
  public static Optional<Duration> delay(List<Instant> recent, Instant now, RestartLimits limits) {
    int counted = counted(recent, now, limits).size();
    if (limits.maxRestarts() != RestartLimits.UNLIMITED && counted >= limits.maxRestarts()) {
      return Optional.empty();
    }
    if (counted == 0) {
      return Optional.of(Duration.ZERO);
    }
    Duration doubled =
        limits.initialBackoff().multipliedBy(1L << Math.min(counted - 1, MAX_DOUBLINGS));
    return Optional.of(doubled.compareTo(limits.maxBackoff()) < 0 ? doubled : limits.maxBackoff());
  }

  /** The restarts that still count, the newest last. */
  public static List<Instant> counted(List<Instant> recent, Instant now, RestartLimits limits) {
    List<Instant> young =
        recent.stream().filter(at -> at.plus(limits.window()).isAfter(now)).toList();
    return young.subList(Math.max(0, young.size() - MAX_REMEMBERED), young.size());
  }
}
