package dev.heddle.operator.culling;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.ActivityStatus.State;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Weighs what was seen against {@link Culling} (I5). It is due only when, at a moment that was just
 * looked at, all of this holds: two looks in a row succeeded; no sign of work was seen for the
 * whole time; it has served for the minimum; nobody asked to keep it; all its files are saved.
 */
public final class IdleRule {

  /** Fewer might be a server between two states. */
  private static final int LOOKS = 2;

  /** A look may be late by this many intervals before nothing counts as known. */
  private static final int MISSED_LOOKS = 3;

  /** Used so recently, something is not called idle. */
  private static final Duration RECENT = Duration.ofMinutes(5);

  private final Optional<Culling> rule;
  private final Surroundings surroundings;
  private final Instant now;

  /**
   * What counts besides activity.
   *
   * @param keepUntil until when somebody asked to keep it
   * @param unsaved why not all its files are saved, in words; empty when they are
   */
  public record Surroundings(Optional<Instant> keepUntil, Optional<String> unsaved) {
    public Surroundings {
      requireNonNull(keepUntil, "keepUntil is null");
      requireNonNull(unsaved, "unsaved is null");
    }
  }

  /**
   * @param rule without one, nothing is ever due
   */
  public IdleRule(Optional<Culling> rule, Surroundings surroundings, Instant now) {
    this.rule = requireNonNull(rule, "rule is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.now = requireNonNull(now, "now is null");
  }

  /** The verdict on what was last seen, if anything was. */
  public Verdict judge(Optional<Seen> seen) {
    if (seen.isEmpty()) {
      return Verdict.of(unknown("its activity has not been measured yet", Optional.empty()));
    }
    ActivityReport report = seen.get().report();
    Optional<String> doubt = doubt(seen.get());
    if (doubt.isPresent()) {
      return Verdict.of(unknown(doubt.get(), Optional.of(report)));
    }
    if (report.busy().isPresent()) {
      return busy(seen.get());
    }
    Duration recent = recent();
    if (report.quiet().compareTo(recent) < 0) {
      Verdict active = Verdict.of(status(State.ACTIVE, lastSign(report), report));
      return lookAgain(active, seen.get().at().plus(recent.minus(report.quiet())));
    }
    return idle(seen.get());
  }

  /** Why what was said proves nothing. */
  private Optional<String> doubt(Seen seen) {
    ActivityReport report = seen.report();
    Duration longest = report.interval().multipliedBy(MISSED_LOOKS);
    if (!report.trouble().isEmpty()) {
      return Optional.of(report.trouble());
    }
    if (report.lastLook().isEmpty()) {
      return Optional.of("its activity has not been measured yet");
    }
    if (report.lastLook().get().compareTo(longest) > 0) {
      return Optional.of("its server was last asked " + words(report.lastLook().get()) + " ago");
    }
    return Optional.empty();
  }

  private Verdict busy(Seen seen) {
    ActivityReport report = seen.report();
    ActivityStatus activity = status(State.BUSY, report.busyWith(), report);
    Optional<Duration> longest = rule.flatMap(Culling::maxBusy);
    if (longest.isEmpty()) {
      return Verdict.of(activity);
    }
    Instant begin = seen.at().minus(report.busy().orElseThrow());
    return eligible(activity, Optional.empty(), begin.plus(longest.get()), seen);
  }

  private Verdict idle(Seen seen) {
    ActivityReport report = seen.report();
    Instant since = second(seen.at().minus(report.quiet()));
    ActivityStatus activity = status(State.IDLE, lastSign(report), report);
    if (rule.isEmpty()) {
      return new Verdict(
          activity,
          Optional.of(since),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.empty());
    }
    return eligible(activity, Optional.of(since), since.plus(rule.get().idleAfter()), seen);
  }

  private Verdict eligible(
      ActivityStatus activity, Optional<Instant> since, Instant idleLimit, Seen seen) {
    Culling culling = rule.orElseThrow();
    ActivityReport report = seen.report();
    // Not from the time at which it began to serve: that is by another machine's clock.
    Instant served = seen.at().minus(report.measured()).plus(culling.minimumRunTime());
    Instant kept = surroundings.keepUntil().orElse(Instant.MIN);
    Instant at = second(latest(latest(idleLimit, served), kept));
    Optional<String> blockedBy = blockedBy(idleLimit, kept, report);
    boolean over = !now.isBefore(at);
    boolean due = over && blockedBy.isEmpty();
    Instant warnAt = at.minus(culling.warnBefore());
    boolean warn = !now.isBefore(warnAt);
    Optional<Instant> next =
        over ? Optional.empty() : Optional.of(warn ? at : latest(warnAt, now.plusSeconds(1)));
    return new Verdict(activity, since, Optional.of(at), blockedBy, due, warn, next);
  }

  private Optional<String> blockedBy(Instant idleLimit, Instant kept, ActivityReport report) {
    if (kept.isAfter(now) && kept.isAfter(idleLimit)) {
      return Optional.of("somebody asked to keep it until " + second(kept));
    }
    if (surroundings.unsaved().isPresent()) {
      return surroundings.unsaved();
    }
    if (report.looksInARow() < LOOKS) {
      return Optional.of("it has been looked at once only");
    }
    return Optional.empty();
  }

  private Duration recent() {
    Duration quarter = rule.map(r -> r.idleAfter().dividedBy(4)).orElse(RECENT);
    return quarter.compareTo(RECENT) < 0 ? quarter : RECENT;
  }

  private static Verdict lookAgain(Verdict verdict, Instant at) {
    return new Verdict(
        verdict.activity(),
        verdict.idleSince(),
        verdict.eligibleAt(),
        verdict.blockedBy(),
        verdict.due(),
        verdict.warn(),
        Optional.of(at));
  }

  private static ActivityStatus unknown(String why, Optional<ActivityReport> report) {
    return report
        .map(r -> status(State.UNKNOWN, why, r))
        .orElseGet(() -> new ActivityStatus(State.UNKNOWN, why, 0, 0, 0, 0));
  }

  private static ActivityStatus status(State state, String message, ActivityReport report) {
    return new ActivityStatus(
        state,
        message,
        report.kernels(),
        report.busyKernels(),
        report.terminals(),
        report.connections());
  }

  private static String lastSign(ActivityReport report) {
    return report.lastSign().isEmpty()
        ? "no sign of work since it is looked at"
        : "the last sign of work was: " + report.lastSign();
  }

  private static String words(Duration duration) {
    return Durations.format(duration.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
