package dev.heddle.appmaster.probe;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.Check;
import dev.heddle.appmaster.protocol.ProbeSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * The answers to one probe of one process so far. Before the first success a cheap question is put
 * more often than its period says, so that readiness is seen at once; a failure between two periods
 * counts for nothing.
 *
 * @param passed whether enough successes in a row came, and not enough failures since
 * @param successes in a row
 * @param failures in a row
 * @param since when the process started
 * @param askAt when it is asked next
 * @param countAt from when on a failure counts
 */
record Series(
    ProbeSpec spec,
    boolean passed,
    int successes,
    int failures,
    Instant since,
    Instant askAt,
    Instant countAt) {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final int SHARE_OF_AGE = 20;

  Series {
    requireNonNull(spec, "spec is null");
    requireNonNull(since, "since is null");
    requireNonNull(askAt, "askAt is null");
    requireNonNull(countAt, "countAt is null");
  }

  /** Of a process that started then. */
  static Series begin(ProbeSpec spec, boolean passed, Instant since, Instant now) {
    Instant first = since.plus(spec.initialDelay());
    Instant at = first.isAfter(now) ? first : now;
    return new Series(spec, passed, 0, 0, since, at, at);
  }

  Series succeeded(Instant now) {
    Instant next = now.plus(spec.period());
    boolean enough = passed || successes + 1 >= spec.successThreshold();
    return new Series(spec, enough, enough ? 0 : successes + 1, 0, since, next, next);
  }

  /** Whether it is eager, and so asks again before a failure counts. */
  Series failed(Instant now, boolean eager) {
    boolean counts = !now.isBefore(countAt);
    Instant nextCount = counts ? now.plus(spec.period()) : countAt;
    Instant soon = now.plus(pause(now));
    boolean again = eager && !passed && !(spec.check() instanceof Check.Exec);
    Instant next = again && soon.isBefore(nextCount) ? soon : nextCount;
    return new Series(
        spec,
        passed && !(counts && failures + 1 >= spec.failureThreshold()),
        counts ? 0 : successes,
        counts ? failures + 1 : failures,
        since,
        next,
        nextCount);
  }

  boolean exhausted() {
    return failures >= spec.failureThreshold();
  }

  /** A twentieth of the process's age. */
  private Duration pause(Instant now) {
    Duration pause = Duration.between(since, now).dividedBy(SHARE_OF_AGE);
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
