package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that one decision rests on.
 *
 * @param before the status in hand
 * @param now to the second, as statuses have it
 */
record Situation(Desired desired, ApplicationStatus before, Observed observed, Instant now) {

  Situation {
    requireNonNull(desired, "desired is null");
    requireNonNull(before, "before is null");
    requireNonNull(observed, "observed is null");
    now = StatusDraft.toSecond(now);
  }

  StatusDraft draft() {
    return draft(before);
  }

  StatusDraft draft(ApplicationStatus status) {
    StatusDraft draft = StatusDraft.of(status, desired.generation(), now);
    boolean stoppedByIntent =
        desired.target() == Desired.Target.STOPPED && desired.culling().culled().isEmpty();
    return stoppedByIntent ? draft.notCulled() : draft;
  }

  /** Time until then, at least zero, and at most what it can be when no clock has jumped. */
  Duration remaining(Instant then, Duration most) {
    Duration left = Duration.between(now, then);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(most) > 0 ? most : left;
  }

  /** The run, asked to stop: now, unless it was before. */
  Run stopping(Run run) {
    return run.stopRequestedAt().isPresent()
        ? run
        : new Run(
            run.applicationId(),
            run.launchHash(),
            run.number(),
            run.reservedAt(),
            run.submitted(),
            Optional.of(now),
            run.terms());
  }

  static Plan step(StatusDraft draft, Plan.Next next) {
    return new Plan.Step(draft.build(), List.of(), next);
  }
}
