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
 * @param hours what the working hours say of it now
 * @param now to the second, as statuses have it
 */
record Situation(
    Desired desired,
    ApplicationStatus before,
    Observed observed,
    Optional<Hours> hours,
    Instant now) {

  Situation {
    requireNonNull(desired, "desired is null");
    requireNonNull(before, "before is null");
    requireNonNull(observed, "observed is null");
    requireNonNull(hours, "hours is null");
    now = StatusDraft.toSecond(now);
  }

  /** With what is wanted at this hour. */
  static Situation at(Instant now, Desired desired, ApplicationStatus before, Observed observed) {
    Optional<Hours> hours = Hours.of(desired, before, StatusDraft.toSecond(now));
    Desired timed =
        hours.map(h -> SchedulePlan.timed(desired, h, before, observed)).orElse(desired);
    return new Situation(timed, before, observed, hours, now);
  }

  /** The same, if something else were wanted. */
  Situation with(Desired other) {
    return new Situation(other, before, observed, hours, now);
  }

  boolean isOver(Instant time) {
    return !now.isBefore(time);
  }

  StatusDraft draft() {
    return draft(before);
  }

  StatusDraft draft(ApplicationStatus status) {
    StatusDraft draft = StatusDraft.of(status, desired.generation(), now).notPaused();
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
    return run.stopRequestedAt().isPresent() ? run : run.withStopRequestedAt(Optional.of(now));
  }

  static Plan step(StatusDraft draft, Plan.Next next) {
    return new Plan.Step(draft.build(), List.of(), next);
  }
}
