package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.policy.CleanupPolicyStatus.Target;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;

/**
 * A live application of this installation that no resource owns.
 *
 * @param report what YARN says of it
 * @param since when it was first seen so, by the wall clock; for people
 * @param seenFor how long it has been seen so, by a clock that does not jump
 * @param asked whether its agent has said that nobody let it live on purpose
 */
record Orphan(ApplicationReport report, Instant since, Duration seenFor, boolean asked) {
  Orphan {
    requireNonNull(report, "report is null");
    requireNonNull(since, "since is null");
    requireNonNull(seenFor, "seenFor is null");
  }

  Target target() {
    return new Target(Target.YARN, "", report.applicationId(), report.uid());
  }
}
