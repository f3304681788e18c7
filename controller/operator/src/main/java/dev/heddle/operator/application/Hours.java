package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.schedule.WorkingHours;
import dev.heddle.operator.application.Desired.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the working hours of one resource say at a moment, and until when people have asked for
 * something else. Pure. It follows from the last boundary before that moment: nobody has to have
 * been awake at it.
 *
 * @param rule the hours as they are written
 * @param calendar the hours
 * @param moment the moment's place among their boundaries
 * @param startedAt when somebody last asked for it to run
 * @param keptUntil until when somebody has asked to keep what runs
 * @param now the moment
 */
record Hours(
    Schedule rule,
    WorkingHours calendar,
    WorkingHours.Moment moment,
    Optional<Instant> startedAt,
    Optional<Instant> keptUntil,
    Instant now) {

  /** A clock that is set back by no more than this does not go back over a boundary. */
  static final Duration CLOCK_STEP = Duration.ofMinutes(10);

  Hours {
    requireNonNull(rule, "rule is null");
    requireNonNull(calendar, "calendar is null");
    requireNonNull(moment, "moment is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(keptUntil, "keptUntil is null");
    requireNonNull(now, "now is null");
  }

  /** Empty where there are none, and where nothing is to run at any hour. */
  static Optional<Hours> of(Desired desired, ApplicationStatus before, Instant now) {
    boolean suspended = desired.target() == Target.STOPPED && desired.culling().culled().isEmpty();
    if (desired.target() == Target.ABSENT || suspended) {
      return Optional.empty();
    }
    return desired
        .schedule()
        .rule()
        .map(
            rule -> {
              WorkingHours calendar = WorkingHours.of(rule);
              return new Hours(
                  rule,
                  calendar,
                  delayed(calendar, delay(desired, before, rule), latestSeen(before, now)),
                  desired.schedule().startedAt().map(StatusDraft::toSecond),
                  desired.culling().keepUntil().map(StatusDraft::toSecond),
                  now);
            });
  }

  /** What runs is inside them from the start on; only a start is put off. */
  private static Duration delay(Desired desired, ApplicationStatus before, Schedule rule) {
    boolean rests = before.run().isEmpty() || before.finishedAt().isPresent();
    return rests ? Pace.of(desired.uid(), rule.startWithin()) : Duration.ZERO;
  }

  /**
   * The moment for one that begins that much after each start. Hours that end before do not begin
   * for it.
   */
  static WorkingHours.Moment delayed(WorkingHours calendar, Duration delay, Instant at) {
    WorkingHours.Moment now = calendar.at(at);
    if (delay.isZero()) {
      return now;
    }
    WorkingHours.Moment then = calendar.at(at.minus(delay));
    Optional<Instant> end = then.nextStop().filter(stop -> then.inside() && !stop.isAfter(at));
    boolean inside = then.inside() && end.isEmpty();
    return new WorkingHours.Moment(
        inside,
        then.lastStart().map(start -> start.plus(delay)),
        inside ? Optional.empty() : now.endedAt().or(() -> end).or(then::endedAt),
        then.nextStart().map(start -> start.plus(delay)),
        now.nextStop());
  }

  private static Instant latestSeen(ApplicationStatus before, Instant now) {
    return before
        .schedule()
        .flatMap(ScheduleStatus::since)
        .filter(since -> since.isAfter(now) && !since.isAfter(now.plus(CLOCK_STEP)))
        .orElse(now);
  }

  /** Until when a start by hand holds, if it still does. */
  Optional<Instant> heldUntil() {
    return startedAt.map(at -> at.plus(rule.holdFor())).filter(now::isBefore);
  }

  /** Whether it is to run, whatever is there now. */
  boolean open() {
    return moment.inside() || heldUntil().isPresent();
  }

  /** The moment from which on it is not to run, when that is not now. */
  Instant closedAt() {
    Instant at = moment.endedAt().orElse(Instant.EPOCH);
    at = latest(at, startedAt.map(started -> started.plus(rule.holdFor())).orElse(at));
    return latest(at, keptUntil.orElse(at));
  }

  /** Until when what runs was asked to go on outside the hours, if it was. */
  Optional<Instant> askedUntil() {
    Optional<Instant> kept = keptUntil.filter(now::isBefore);
    Optional<Instant> held = heldUntil();
    return held.isPresent() && kept.isPresent()
        ? Optional.of(latest(held.get(), kept.get()))
        : held.or(() -> kept);
  }

  /** Whether what was stopped then has been asked for since, by its hours or by somebody. */
  boolean askedForSince(Instant stopped) {
    return moment.lastStart().filter(stopped::isBefore).isPresent()
        || startedAt.filter(stopped::isBefore).isPresent();
  }

  /** Whether the hours have begun since a run ended that was begun before. */
  boolean begunSince(Run run, Instant ended) {
    return moment.inside()
        && moment
            .lastStart()
            .filter(start -> start.isAfter(ended) && start.isAfter(run.reservedAt()))
            .isPresent();
  }

  /** Why it rests, in words. */
  String outside(String name) {
    return moment
            .since()
            .map(since -> "its working hours ended " + calendar.words(since))
            .orElse("its working hours have not begun yet")
        + "; "
        + nextStart()
        + "`heddle start "
        + name
        + "` starts it now, for "
        + Durations.format(rule.holdFor());
  }

  /** When it is started next, in words to go on from. */
  private String nextStart() {
    return moment
        .nextStart()
        .map(start -> "it is started " + calendar.words(start) + ", and ")
        .orElse("");
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
