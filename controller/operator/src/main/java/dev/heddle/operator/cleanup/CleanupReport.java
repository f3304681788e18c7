package dev.heddle.operator.cleanup;

import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec.Mode;
import dev.heddle.crd.policy.CleanupPolicyStatus;
import dev.heddle.crd.policy.CleanupPolicyStatus.Deletion;
import dev.heddle.crd.policy.CleanupPolicyStatus.Item;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A policy's status. Pure; equal as long as nothing has changed (L2). */
final class CleanupReport {

  static final String WAITING = "WaitingForApproval";

  /** More is not shown of what is to come, or was done. */
  private static final int SHOWN = 20;

  private CleanupReport() {}

  /**
   * What is to come.
   *
   * @param items what the policy would do, the soonest first
   * @param trouble why what is left without a resource can't be told; empty when it can
   */
  static CleanupPolicyStatus planned(
      CleanupPolicy policy,
      List<Planned> items,
      int matched,
      CleanupGuard.Admitted admitted,
      List<Deletion> inProgress,
      Optional<String> trouble,
      Instant now) {
    CleanupPolicyStatus before = policy.status();
    int due = (int) items.stream().filter(Planned::due).count();
    List<Condition> conditions =
        ready(policy, due, admitted, trouble, now.truncatedTo(ChronoUnit.SECONDS));
    return new CleanupPolicyStatus(
        policy.metadata().generation(),
        matched,
        due,
        before.acted(),
        items.stream().limit(SHOWN).map(Planned::item).toList(),
        before.last(),
        admitted.pendingRevision(),
        admitted.pending(),
        inProgress,
        admitted.hour(),
        conditions);
  }

  /** The same after something was done. */
  static CleanupPolicyStatus done(CleanupPolicyStatus status, List<Item> done) {
    List<Item> last = new ArrayList<>(done);
    last.addAll(status.last());
    return new CleanupPolicyStatus(
        status.observedGeneration(),
        status.matched(),
        status.due(),
        status.acted() + done.size(),
        status.next(),
        last.stream().limit(SHOWN).toList(),
        status.pendingRevision(),
        status.pending(),
        status.inProgress(),
        status.hour(),
        status.conditions());
  }

  /** The same with other deletions in progress. */
  static CleanupPolicyStatus inProgress(CleanupPolicyStatus status, List<Deletion> open) {
    return new CleanupPolicyStatus(
        status.observedGeneration(),
        status.matched(),
        status.due(),
        status.acted(),
        status.next(),
        status.last(),
        status.pendingRevision(),
        status.pending(),
        open,
        status.hour(),
        status.conditions());
  }

  private static List<Condition> ready(
      CleanupPolicy policy,
      int due,
      CleanupGuard.Admitted admitted,
      Optional<String> trouble,
      Instant now) {
    Condition.Status status = Condition.Status.TRUE;
    String reason;
    String message;
    if (admitted.waits()) {
      status = Condition.Status.FALSE;
      reason = WAITING;
      String revision = admitted.pendingRevision().orElseThrow();
      message =
          admitted.pending().size()
              + " actions are due at once, which is more than spec.guard allows; to approve them:"
              + " kubectl annotate cleanuppolicy "
              + policy.metadata().name()
              + " heddle.dev/approved-revision="
              + revision;
    } else if (trouble.isPresent()) {
      status = Condition.Status.FALSE;
      reason = "YarnUnavailable";
      message = "what is left without a resource is not looked for: " + trouble.get();
    } else if (policy.spec().mode() == Mode.OBSERVE) {
      reason = "Observing";
      message = due == 0 ? "nothing is due" : due + " due; nothing is done, since mode is Observe";
    } else if (admitted.limited()) {
      reason = "Limited";
      message = "more is due than spec.limits allows at once; the rest follows";
    } else {
      reason = "Enforcing";
      message = "what is due is done";
    }
    return Conditions.with(
        policy.status().conditions(),
        Condition.READY,
        status,
        reason,
        message,
        policy.metadata().generation(),
        now);
  }
}
