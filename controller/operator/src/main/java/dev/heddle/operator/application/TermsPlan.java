package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What YARN is asked anew for a live application whose terms have changed, and how what it granted
 * looks. A term is asked for once: what the cluster cuts down at the submission stays cut down,
 * since to ask again while the application runs would get around the limit. Pure.
 */
final class TermsPlan {

  /** YARN counts from another moment of the submission than the one it reports. */
  private static final Duration EXACTNESS = Duration.ofSeconds(2);

  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private final Terms desired;
  private final Terms asked;
  private final Run run;
  private final ApplicationReport report;
  private final Instant now;

  TermsPlan(Terms desired, Run run, ApplicationReport report, Instant now) {
    this.desired = requireNonNull(desired, "desired is null");
    this.run = requireNonNull(run, "run is null");
    this.asked = run.terms().orElseGet(Terms::none);
    this.report = requireNonNull(report, "report is null");
    this.now = requireNonNull(now, "now is null");
  }

  /** Empty when nothing is to be asked for. */
  Optional<Action> action() {
    Terms change = change();
    return change.equals(Terms.none()) || report.state() == ApplicationReport.State.NEW
        ? Optional.empty()
        : Optional.of(
            new Action.Adjust(
                run.applicationId(),
                new Terms(
                    change.priority(), change.maxLifetime().map(this::notOver), change.queue()),
                askedThen()));
  }

  /** YARN takes no end in the past: who has lived too long already ends at once. */
  private Duration notOver(Duration lifetime) {
    Duration shortest = Duration.between(report.startedAt(), now).plus(AT_ONCE);
    return lifetime.compareTo(shortest) < 0 ? shortest : lifetime;
  }

  private Terms change() {
    return new Terms(
        desired.priority().filter(p -> !asked.priority().equals(desired.priority())),
        desired
            .maxLifetime()
            .filter(l -> !asked.maxLifetime().equals(desired.maxLifetime()))
            .filter(l -> !isCutShort() || l.compareTo(asked.maxLifetime().orElseThrow()) < 0),
        desired
            .queue()
            .filter(q -> asked.queue().isPresent() && !asked.queue().equals(desired.queue())));
  }

  /** A term that the spec does not name any more stays as it is until the next run. */
  private Terms askedThen() {
    return new Terms(
        desired.priority().or(asked::priority),
        desired.maxLifetime().or(asked::maxLifetime),
        desired.queue().or(asked::queue));
  }

  void draw(StatusDraft draft) {
    draft.granted(
        Optional.of(report.priority()).filter(p -> p > 0 || asked.priority().isPresent()),
        report.expiresAt());
    if (!change().equals(Terms.none())) {
      return; // soon
    }
    draft.run(run.withTerms(askedThen()));
    List<String> words = new ArrayList<>();
    Optional<Integer> priority = askedThen().priority().filter(p -> p > report.priority());
    priority.ifPresent(
        wanted ->
            words.add(
                "priority "
                    + wanted
                    + " was asked for, and YARN has granted "
                    + report.priority()
                    + ": the cluster's yarn.cluster.max-application-priority limits it"));
    Optional<String> lifetime = askedThen().maxLifetime().flatMap(this::notKept);
    lifetime.ifPresent(words::add);
    askedThen().queue().flatMap(this::elsewhere).ifPresent(words::add);
    if (words.isEmpty()) {
      draft.allGranted();
    } else {
      draft.lessGranted(
          priority.isPresent()
              ? "PriorityLimited"
              : lifetime.isPresent() ? "LifetimeLimited" : "OtherQueue",
          String.join("; ", words));
    }
  }

  private Optional<String> notKept(Duration wanted) {
    Instant end = report.startedAt().plus(wanted);
    boolean early = endsBefore(end.minus(EXACTNESS));
    boolean late =
        end.isAfter(now)
            && report.expiresAt().filter(at -> at.isAfter(end.plus(EXACTNESS))).isPresent();
    if (!early && !late) {
      return Optional.empty();
    }
    return Optional.of(
        "a lifetime of "
            + Durations.format(wanted)
            + " was asked for, and YARN ends it at "
            + report.expiresAt().orElseThrow()
            + (early
                ? ": queue " + report.queue() + " limits it by its maximum-application-lifetime"
                : "; the events say why"));
  }

  /** Who names no queue takes the one that the cluster's rules find. */
  private Optional<String> elsewhere(String wanted) {
    String found = report.queue();
    boolean there =
        found.isEmpty()
            || found.equals(wanted)
            || found.endsWith("." + wanted)
            || wanted.endsWith("." + found);
    return there || wanted.equals(Terms.DEFAULT_QUEUE)
        ? Optional.empty()
        : Optional.of(
            "queue "
                + wanted
                + " was asked for, and it is in "
                + found
                + ": the cluster's rules placed it there, or it could not be moved, as the events"
                + " say");
  }

  private boolean endsBefore(Instant time) {
    return report.expiresAt().filter(end -> end.isBefore(time)).isPresent();
  }

  private boolean isCutShort() {
    return asked
        .maxLifetime()
        .filter(wanted -> endsBefore(report.startedAt().plus(wanted).minus(EXACTNESS)))
        .isPresent();
  }
}
