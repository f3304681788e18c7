package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.schedule.WorkingHours;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws the working hours into a step that was planned, and has them looked at in time. Pure. */
final class SchedulePicture {

  private static final Duration WARN_BEFORE = Duration.ofMinutes(10);

  /** How often what goes on outside its hours is looked at when nothing is heard of it. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final Situation situation;
  private final Hours hours;
  private final ApplicationStatus planned;
  private final Instant now;

  private SchedulePicture(Situation situation, Hours hours, ApplicationStatus planned) {
    this.situation = requireNonNull(situation, "situation is null");
    this.hours = requireNonNull(hours, "hours is null");
    this.planned = requireNonNull(planned, "planned is null");
    this.now = situation.now();
  }

  /** The step with what the hours say of it. */
  static Plan.Step of(Situation situation, Plan.Step step) {
    if (step.next() instanceof Next.Gone) {
      return step;
    }
    if (situation.hours().isEmpty()) {
      return step.status().schedule().isEmpty()
          ? step
          : new Plan.Step(
              situation
                  .draft(step.status())
                  .schedule(Optional.empty())
                  .endsSoon(situation.before(), Optional.empty())
                  .build(),
              step.actions(),
              step.next());
    }
    return new SchedulePicture(situation, situation.hours().get(), step.status()).draw(step);
  }

  private Plan.Step draw(Plan.Step step) {
    Optional<String> blockedBy = lingers() ? blockedBy() : Optional.empty();
    WorkingHours.Moment moment = hours.moment();
    ApplicationStatus status =
        StatusDraft.of(planned, situation.desired().generation(), now)
            .schedule(
                Optional.of(
                    new ScheduleStatus(
                        moment.inside()
                            ? ScheduleStatus.State.INSIDE
                            : ScheduleStatus.State.OUTSIDE,
                        moment.since(),
                        moment.nextStart(),
                        moment.nextStop(),
                        heldUntil(),
                        blockedBy)))
            .endsSoon(situation.before(), warning())
            .build();
    return new Plan.Step(status, step.actions(), CullPlan.sooner(step.next(), next()));
  }

  private boolean runs() {
    return planned.finishedAt().isEmpty()
        && planned.run().filter(run -> run.stopRequestedAt().isEmpty()).isPresent();
  }

  /** Runs outside its hours. */
  private boolean lingers() {
    return runs() && !hours.moment().inside();
  }

  private Optional<String> blockedBy() {
    Optional<ApplicationReport> report =
        planned.run().map(Run::applicationId).flatMap(situation.observed()::report);
    return report.flatMap(new SchedulePlan(situation)::blockedBy);
  }

  private Optional<Instant> heldUntil() {
    Optional<Instant> asked = runs() ? hours.askedUntil() : hours.heldUntil();
    return asked.filter(
        until ->
            !hours.moment().inside()
                || hours.moment().nextStop().filter(until::isAfter).isPresent());
  }

  /** That it is stopped soon, and what can be done. */
  private Optional<String> warning() {
    if (planned.phase() != Phase.READY || !runs()) {
      return Optional.empty();
    }
    Instant end = end().orElse(Instant.MAX);
    if (now.isBefore(end.minus(WARN_BEFORE))) {
      return Optional.empty();
    }
    boolean over = !now.isBefore(end);
    return Optional.of(
        ending(end, over)
            + " it is stopped as soon as it is idle"
            + SchedulePlan.waitedUntil(hours)
                .filter(until -> over)
                .map(until -> ", at the latest " + hours.calendar().words(until))
                .orElse("")
            + "; `heddle keep "
            + situation.desired().schedule().name()
            + " 2h` keeps it for two hours");
  }

  private String ending(Instant end, boolean over) {
    String time = hours.calendar().words(end);
    if (over) {
      return "its working hours are over, since " + time + ":";
    }
    return (hours.askedUntil().filter(end::equals).isPresent()
            ? "somebody asked for it until "
            : "its working hours end ")
        + time
        + "; after that";
  }

  /** From when on it is not to run any more. */
  private Optional<Instant> end() {
    if (!hours.moment().inside()) {
      return Optional.of(hours.closedAt());
    }
    Optional<Instant> stop = hours.moment().nextStop();
    return stop.map(s -> hours.askedUntil().filter(s::isBefore).orElse(s));
  }

  private Next next() {
    boolean over = lingers() && hours.askedUntil().isEmpty();
    return Stream.of(
            hours.moment().next(),
            hours.askedUntil(),
            runs() ? end().map(e -> e.minus(WARN_BEFORE)) : Optional.<Instant>empty(),
            over ? SchedulePlan.waitedUntil(hours) : Optional.<Instant>empty(),
            over ? Optional.of(now.plus(LOOK_AGAIN)) : Optional.<Instant>empty())
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Instant::compareTo)
        .<Next>map(at -> new Next.After(Duration.between(now, at)))
        .orElseGet(Next.OnEvent::new);
  }
}
