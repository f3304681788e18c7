package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import dev.heddle.crd.policy.CleanupRule;
import dev.heddle.crd.policy.CleanupRule.WhenBusy;
import dev.heddle.operator.culling.PolicyStop;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says on Applications that a policy wants their run stopped; their own controller stops it, as
 * gently as any other. Takes it back where the policy does not want it any more.
 */
final class Stops {

  private final ResourceStore store;

  Stops(ResourceStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /** Asks for the stop of what was read a moment ago; the same run is asked once. */
  void ask(CleanupPolicy policy, Subject subject, Item item, Instant now) {
    Application application = subject.application().orElseThrow();
    Run run = subject.status().run().orElseThrow();
    boolean waits =
        policy.spec().rules().stream()
            .filter(rule -> rule.name().equals(item.rule()))
            .map(CleanupRule::maxAge)
            .flatMap(Optional::stream)
            .anyMatch(age -> age.whenBusy() == WhenBusy.WAIT);
    PolicyStop stop =
        new PolicyStop(
            run.launchHash(),
            run.applicationId(),
            policy.metadata().name(),
            item.rule(),
            waits,
            now,
            item.why());
    store.updateMetadata(
        Kinds.APPLICATION,
        application.withMetadata(
            application.metadata().withAnnotation(Annotations.STOPPED_BY_POLICY, stop.text())));
  }

  /** Takes back what has not begun and is not wanted any more. */
  void takeBack(CleanupPolicy policy, Collection<Subject> subjects, Instant now) {
    for (Subject subject : subjects) {
      if (isMine(policy, subject)
          && (isSuspended(subject) || (!hasBegun(subject) && !isWanted(policy, subject, now)))) {
        Subjects.find(store, subject.target())
            .filter(fresh -> isMine(policy, fresh) && (isSuspended(fresh) || !hasBegun(fresh)))
            .flatMap(Subject::application)
            .ifPresent(this::release);
      }
    }
  }

  private static boolean isMine(CleanupPolicy policy, Subject subject) {
    return subject
        .stop()
        .filter(stop -> stop.policy().equals(policy.metadata().name()))
        .isPresent();
  }

  /** Its user wants it stopped, too; when he does not any more, it is to start. */
  private static boolean isSuspended(Subject subject) {
    return subject.spec().filter(ApplicationSpec::suspend).isPresent();
  }

  private static boolean hasBegun(Subject subject) {
    return subject.phase().isTerminal()
        || subject.status().run().flatMap(Run::stopRequestedAt).isPresent();
  }

  private static boolean isWanted(CleanupPolicy policy, Subject subject, Instant now) {
    return !policy.metadata().isBeingDeleted()
        && policy.spec().mode() == Mode.ENFORCE
        && Selection.matches(policy.spec().selector(), subject)
        && CleanupPlan.of(policy, subject.withoutStop(), now).filter(Planned::due).isPresent();
  }

  private void release(Application application) {
    Map<String, String> annotations = new TreeMap<>(application.metadata().annotations());
    annotations.remove(Annotations.STOPPED_BY_POLICY);
    store.updateMetadata(
        Kinds.APPLICATION,
        application.withMetadata(application.metadata().withAnnotations(annotations)));
  }
}
