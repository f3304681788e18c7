package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.culling.IdleRule;
import dev.heddle.operator.culling.PolicyStop;
import dev.heddle.operator.culling.Seen;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops at the end of the working hours what does not work any more, and starts it when they begin.
 * What is at work, what was used minutes ago and what nobody knows anything of is waited for, for
 * as long as its schedule says. Pure.
 */
final class SchedulePlan {

  /** Fewer might be a server between two states. */
  private static final int LOOKS = 2;

  private final Situation situation;

  SchedulePlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
  }

  /** What is wanted at this hour. */
  static Desired timed(Desired desired, Hours hours, ApplicationStatus before, Observed observed) {
    boolean culled =
        desired.culling().culled().isPresent()
            && before
                .culling()
                .flatMap(CullingStatus::culledAt)
                .or(() -> desired.culling().stop().map(PolicyStop::at))
                .filter(at -> !hours.askedForSince(at))
                .isPresent();
    if (culled) {
      return desired;
    }
    return hours.open() || goesOn(hours, before, observed)
        ? desired.open()
        : closed(desired, hours);
  }

  private static Desired closed(Desired desired, Hours hours) {
    return desired.closed(hours.outside(desired.schedule().name()));
  }

  /** Whether there is a run that may have work in it, or that somebody keeps, and nothing ends. */
  private static boolean goesOn(Hours hours, ApplicationStatus before, Observed observed) {
    Optional<Run> run = before.run().filter(r -> r.stopRequestedAt().isEmpty());
    if (run.isPresent() && hours.askedUntil().isPresent()) {
      return true;
    }
    return run.flatMap(r -> observed.report(r.applicationId()))
        .filter(r -> r.state() == ApplicationReport.State.RUNNING)
        .filter(r -> before.readyAt().isPresent() || !startsOnly(r, observed))
        .isPresent();
  }

  private static boolean startsOnly(ApplicationReport report, Observed observed) {
    return AgentWord.of(report, observed).phase().filter(p -> p == Phase.STARTING).isPresent();
  }

  /** The step that ends a live run outside its hours, unless it goes on. */
  Optional<Plan> stop(Run run, ApplicationReport report) {
    Optional<Hours> hours = situation.hours().filter(SchedulePlan::isOver);
    if (hours.isEmpty()) {
      return Optional.empty();
    }
    boolean longEnough = waitedUntil(hours.get()).filter(situation::isOver).isPresent();
    if (!longEnough && blockedBy(report).isPresent()) {
      return Optional.empty();
    }
    if (!longEnough && !situation.observed().agentFresh()) {
      return Optional.of(new Plan.NeedsAgent(report));
    }
    Desired closed = closed(situation.desired(), hours.get());
    return Optional.of(new StopPlan(situation.with(closed)).of(run, report));
  }

  private static boolean isOver(Hours hours) {
    return !hours.open() && hours.askedUntil().isEmpty();
  }

  /** Until when what works is waited for; empty for as long as it takes. */
  static Optional<Instant> waitedUntil(Hours hours) {
    return hours.rule().maxWait().map(hours.closedAt()::plus);
  }

  /** Why what runs outside its hours is not stopped now, in words. */
  Optional<String> blockedBy(ApplicationReport report) {
    Optional<Instant> asked = situation.hours().flatMap(Hours::askedUntil);
    if (asked.isPresent()) {
      return Optional.of("somebody asked for it until " + asked.get());
    }
    AgentWord agent = AgentWord.of(report, situation.observed());
    if (!agent.serves()) {
      return Optional.of("it does not serve now, and so nobody knows whether it is at work");
    }
    Optional<Seen> seen = agent.seen();
    ActivityStatus activity =
        new IdleRule(
                Optional.empty(),
                new IdleRule.Surroundings(Optional.empty(), Optional.empty()),
                situation.now())
            .judge(seen)
            .activity();
    return switch (activity.state()) {
      case BUSY -> Optional.of("it is at work: " + activity.message());
      case ACTIVE -> Optional.of("it was used minutes ago");
      case UNKNOWN -> Optional.of("nobody knows whether it is at work: " + activity.message());
      case IDLE ->
          seen.filter(s -> s.report().looksInARow() >= LOOKS).isEmpty()
              ? Optional.of("it has been looked at once only")
              : agent.unsaved();
    };
  }
}
