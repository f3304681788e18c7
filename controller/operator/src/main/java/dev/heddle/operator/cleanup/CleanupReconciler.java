package dev.heddle.operator.cleanup;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.runtime.EventSink;
import io.micrometer.core.instrument.MeterRegistry;

/** Carries out CleanupPolicies. */
public final class CleanupReconciler implements Reconciler<CleanupPolicy>, Cleaner<CleanupPolicy> {

  private final CleanupParts parts;

  /**
   * A reconciler.
   *
   * @param cluster changed only by the process that leads (I7)
   * @param files changed only by the process that leads (I7)
   * @param launches changed only by the process that leads (I7)
   * @param events the history of the resources that are cleaned up
   */
  public CleanupReconciler(
      YarnCluster cluster,
      OnPurpose onPurpose,
      WorkspaceRemains files,
      LaunchRemains launches,
      OrphanWatch orphans,
      EventSink events,
      MeterRegistry registry) {
    this.parts =
        new CleanupParts(
            cluster,
            onPurpose,
            files,
            orphans,
            new Leftovers(launches, cluster, orphans),
            new CleanupView(),
            events,
            new CleanupMetrics(registry));
  }

  /** What an engine is to run, with what wakes it; its bounds are the caller's to set. */
  public Controller.Builder<CleanupPolicy> controller() {
    return Controller.of(Kinds.CLEANUP_POLICY, this).source(parts.view()).workers(1);
  }

  @Override
  public Outcome reconcile(CleanupPolicy policy, Context<CleanupPolicy> context) {
    return Outcome.requeueAfter(new CleanupPass(parts, policy, context).run());
  }

  @Override
  public Cleanup cleanup(CleanupPolicy policy, Context<CleanupPolicy> context) {
    if (!new CleanupPass(parts, policy, context).finish()) {
      return Cleanup.pending(CleanupPass.SOON);
    }
    parts.metrics().forget(policy.metadata().name());
    return Cleanup.gone();
  }
}
