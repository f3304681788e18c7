package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.policy.CleanupPolicyStatus.Action;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.crd.policy.CleanupRule.WhenBusy;
import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What one rule makes of one resource. Pure. */
final class RulePlan {

  private final CleanupRule rule;
  private final Instant now;

  RulePlan(CleanupRule rule, Instant now) {
    this.rule = requireNonNull(rule, "rule is null");
    this.now = requireNonNull(now, "now is null");
  }

  /** What is to come of it; empty when the rule says nothing of what it is now. */
  Optional<Item> of(Subject subject) {
    if (subject.metadata().isBeingDeleted()) {
      return Optional.empty();
    }
    return idle(subject)
        .or(() -> maxAge(subject))
        .or(() -> failing(subject))
        .or(() -> finished(subject));
  }

  /** What is to come of an application that has no resource. */
  Optional<Item> of(Orphan orphan) {
    return rule.orphans()
        .map(
            orphans ->
                new Item(
                    orphan.target(),
                    rule.name(),
                    Action.KILL,
                    orphan.since().plus(orphans.after()),
                    "it runs for a resource that does not exist any more, seen since "
                        + orphan.since(),
                    orphan.asked()
                        ? Optional.empty()
                        : Optional.of("its agent can't be asked whether it is to live on")));
  }

  /** Whether that long has been seen, by a clock that does not jump. */
  boolean isDue(Orphan orphan) {
    return rule.orphans()
        .filter(orphans -> orphan.seenFor().compareTo(orphans.after()) >= 0)
        .isPresent();
  }

  /** What is to come of what a launch has left. */
  Optional<Item> of(Remain remain) {
    return rule.remains()
        .filter(remains -> remains.of().contains(remain.sort()))
        .map(
            remains ->
                new Item(
                    remain.target(),
                    rule.name(),
                    Action.DELETE,
                    remain.since().plus(remains.after()),
                    remain.why(),
                    remain.blockedBy()));
  }

  /** Whether it has been so for long enough: as it was seen, or as the file system says. */
  boolean isDue(Remain remain) {
    return rule.remains()
        .filter(
            remains ->
                remain
                    .seenFor()
                    .map(seen -> seen.compareTo(remains.after()) >= 0)
                    .orElse(!now.isBefore(remain.since().plus(remains.after()))))
        .isPresent();
  }

  /** For showing only: the decision is its own controller's, on a fresh look. */
  private Optional<Item> idle(Subject subject) {
    if (rule.idle().isEmpty()
        || !subject.isNotebook()
        || subject.hasOwnCulling(rule.idle().get())
        || subject.phase() != Phase.READY) {
      return Optional.empty();
    }
    Optional<CullingStatus> seen = subject.status().culling();
    return seen.flatMap(CullingStatus::idleSince)
        .map(
            since ->
                new Item(
                    subject.target(),
                    rule.name(),
                    Action.STOP,
                    seen.flatMap(CullingStatus::eligibleAt)
                        .orElse(since.plus(rule.idle().get().idleAfter())),
                    "nobody has used it since " + since,
                    seen.flatMap(CullingStatus::blockedBy).or(() -> kept(subject))));
  }

  private Optional<Item> maxAge(Subject subject) {
    if (rule.maxAge().isEmpty() || subject.stop().isPresent()) {
      return Optional.empty();
    }
    CleanupRule.MaxAge age = rule.maxAge().get();
    return subject
        .runningSince()
        .map(
            since ->
                item(
                    subject,
                    Action.STOP,
                    since,
                    age.after(),
                    "it has run since " + since,
                    kept(subject)
                        .or(
                            () ->
                                age.whenBusy() == WhenBusy.WAIT
                                    ? atWork(subject)
                                    : Optional.empty())
                        .or(subject::unsaved)));
  }

  private Optional<Item> failing(Subject subject) {
    if (rule.failing().isEmpty() || subject.stop().isPresent()) {
      return Optional.empty();
    }
    return subject
        .failingSince()
        .map(
            since ->
                item(
                    subject,
                    Action.STOP,
                    since,
                    rule.failing().get().after(),
                    "it has not served since " + since,
                    kept(subject)
                        .or(
                            () ->
                                subject.status().run().isEmpty()
                                    ? Optional.of("it has never been submitted")
                                    : Optional.empty())));
  }

  private Optional<Item> finished(Subject subject) {
    if (rule.finished().isEmpty()
        || end(subject.phase()).filter(rule.finished().get().phases()::contains).isEmpty()) {
      return Optional.empty();
    }
    return subject
        .over()
        .map(
            since ->
                item(
                    subject,
                    Action.DELETE,
                    since,
                    rule.finished().get().after(),
                    "it is " + subject.phase().name().toLowerCase(Locale.ROOT) + " since " + since,
                    kept(subject).or(() -> declared(subject)).or(() -> startsAgain(subject))));
  }

  private Item item(
      Subject subject,
      Action action,
      Instant since,
      Duration after,
      String why,
      Optional<String> blockedBy) {
    return new Item(
        subject.target(),
        rule.name(),
        action,
        since.plus(after),
        why + ", and may for " + Durations.format(after),
        blockedBy);
  }

  private static Optional<CleanupRule.Phase> end(Phase phase) {
    return switch (phase) {
      case STOPPED -> Optional.of(CleanupRule.Phase.STOPPED);
      case SUCCEEDED -> Optional.of(CleanupRule.Phase.SUCCEEDED);
      case FAILED -> Optional.of(CleanupRule.Phase.FAILED);
      case PENDING, SUBMITTING, ACCEPTED, STARTING, READY, STOPPING, BACK_OFF -> Optional.empty();
    };
  }

  private Optional<String> kept(Subject subject) {
    return subject.isPaused()
        ? Optional.of("its reconciliation is paused")
        : subject
            .keptUntil()
            .filter(until -> until.isAfter(now))
            .map(until -> "somebody asked to keep it until " + until);
  }

  /** It would come back at once, and run. */
  private static Optional<String> declared(Subject subject) {
    return subject
        .metadata()
        .annotation(Annotations.SOURCE_PATH)
        .filter(path -> subject.metadata().annotation(Annotations.SOURCE).isPresent())
        .map(path -> "the file " + path + " declares it; remove that");
  }

  /** What is at rest outside its working hours is not over. */
  private static Optional<String> startsAgain(Subject subject) {
    return subject.nextStart().map(at -> "its working hours start it again at " + at);
  }

  private static Optional<String> atWork(Subject subject) {
    Optional<ActivityStatus> activity = subject.activity();
    if (activity.isEmpty()) {
      return Optional.empty(); // nobody measures it, and so nobody ever will know more
    }
    return switch (activity.get().state()) {
      case BUSY -> Optional.of("it is at work");
      case UNKNOWN -> Optional.of("it can't be asked whether it is at work");
      case ACTIVE, IDLE -> Optional.empty();
    };
  }
}
