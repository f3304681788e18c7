package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.application.ActionBoundary;
import dev.heddle.operator.application.ApplicationReconciler;
import dev.heddle.operator.application.PollerOptions;
import dev.heddle.operator.application.StagingSweep;
import dev.heddle.operator.application.YarnPoller;
import dev.heddle.operator.cleanup.CleanupReconciler;
import dev.heddle.operator.cleanup.OnPurpose;
import dev.heddle.operator.cleanup.OrphanWatch;
import dev.heddle.operator.config.EngineConfig;
import dev.heddle.operator.config.OperatorConfig;
import dev.heddle.operator.notebook.NotebookReconciler;
import dev.heddle.operator.quota.QuotaReconciler;
import dev.heddle.operator.source.SourceReconciler;
import dev.heddle.operator.yarn.LaunchRemains;
import dev.heddle.operator.yarn.StagingDirectories;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.queue.Backoff;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.runtime.EventSink;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.apache.hadoop.conf.Configuration;

/** The control loops, and what wakes each. */
final class Controllers {

  private final OperatorConfig config;
  private final Configuration hadoop;
  private final YarnCluster cluster;
  private final StagingDirectories staging;
  private final WorkspaceRemains remains;
  private final LaunchRemains launches;
  private final OrphanWatch orphans;
  private final String operatorUser;
  private final Agents agents;
  private final Scheduler scheduler;
  private final SecureRandom random;
  private final MeterRegistry meters;

  Controllers(
      OperatorConfig config,
      Configuration hadoop,
      YarnCluster cluster,
      StagingDirectories staging,
      WorkspaceRemains remains,
      LaunchRemains launches,
      OrphanWatch orphans,
      String operatorUser,
      Agents agents,
      Scheduler scheduler,
      SecureRandom random,
      MeterRegistry meters) {
    this.config = requireNonNull(config, "config is null");
    this.hadoop = requireNonNull(hadoop, "hadoop is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.staging = requireNonNull(staging, "staging is null");
    this.remains = requireNonNull(remains, "remains is null");
    this.launches = requireNonNull(launches, "launches is null");
    this.orphans = requireNonNull(orphans, "orphans is null");
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.agents = requireNonNull(agents, "agents is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.random = requireNonNull(random, "random is null");
    this.meters = requireNonNull(meters, "meters is null");
  }

  Engine engine(ResourceStore store, EventSink events, Executor workers) {
    return Engine.builder(store, scheduler, random, meters)
        .controller(notebooks())
        .controller(applications(store))
        .controller(sources())
        .controller(quotas())
        .controller(cleanup(events))
        .events(events)
        .workers(workers)
        .build();
  }

  private Controller<?> notebooks() {
    return usual(new NotebookReconciler(config.yarn().notebookBindAddress(), random).controller())
        .build();
  }

  private Controller<?> applications(ResourceStore store) {
    YarnPoller poller =
        new YarnPoller(
            cluster,
            agents,
            scheduler,
            random,
            PollerOptions.of(config.yarn().pollInterval(), config.yarn().pendingPollInterval()),
            new StagingSweep(staging, store, scheduler),
            meters);
    ApplicationReconciler reconciler =
        new ApplicationReconciler(cluster, agents, poller, boundary(), operatorUser, meters);
    return usual(reconciler.controller(poller)).build();
  }

  private Controller<?> quotas() {
    return new QuotaReconciler(operatorUser, meters)
        .controller()
        .resync(config.engine().resyncInterval())
        .build();
  }

  private Controller<?> sources() {
    return SourceReconciler.controller(config, hadoop);
  }

  private Controller<?> cleanup(EventSink events) {
    return usual(
            new CleanupReconciler(
                    cluster, OnPurpose.toldTo(agents), remains, launches, orphans, events, meters)
                .controller())
        .build();
  }

  private <R extends dev.heddle.crd.meta.Resource> Controller.Builder<R> usual(
      Controller.Builder<R> builder) {
    EngineConfig engine = config.engine();
    return builder
        .workers(engine.workers())
        .resync(engine.resyncInterval())
        .backoff(
            new Backoff(engine.minRetryDelay(), engine.maxRetryDelay(), Backoff.DEFAULT.jitter()));
  }

  /** Nobody listens to boundaries, unless a test's class path brings somebody. */
  private static ActionBoundary boundary() {
    return ServiceLoader.load(ActionBoundary.class).findFirst().orElse(ActionBoundary.none());
  }
}
