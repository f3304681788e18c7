package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Intent;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.runtime.Controller;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.StoreSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** Keeps one YARN application as each Application says. */
public final class ApplicationReconciler implements Reconciler<Application>, Cleaner<Application> {

  /** While a clean-up waits for something that has no time of its own. */
  private static final Duration CLEANUP_CHECK = Duration.ofSeconds(5);

  /** In the key-value store of what lives on without its resource. */
  public static final String KEPT_KEY = ApplicationPass.KEPT_KEY;

  private static final String TOKEN_SUFFIX = "-token";

  private final YarnCluster cluster;
  private final Agents agents;
  private final YarnView view;
  private final ActionBoundary boundary;
  private final String operatorUser;
  private final ApplicationMetrics metrics;

  /**
   * A reconciler.
   *
   * @param operatorUser the user YARN sees for resources that name none and are owned by nobody
   */
  public ApplicationReconciler(
      YarnCluster cluster,
      Agents agents,
      YarnView view,
      ActionBoundary boundary,
      String operatorUser,
      MeterRegistry registry) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.agents = requireNonNull(agents, "agents is null");
    this.view = requireNonNull(view, "view is null");
    this.boundary = requireNonNull(boundary, "boundary is null");
    this.operatorUser = requireNonNull(operatorUser, "operatorUser is null");
    this.metrics = new ApplicationMetrics(registry);
  }

  /**
   * What an engine is to run, with what wakes it; its bounds are the caller's to set.
   *
   * @param changes wakes what YARN or an agent says something new of
   */
  public Controller.Builder<Application> controller(EventSource changes) {
    return Controller.of(Kinds.APPLICATION, this)
        .source(changes)
        .source(new RoomChanges())
        .source(StoreSource.mapped(Kinds.SECRET, ApplicationReconciler::givenTo));
  }

  /** By the name that a notebook's token has; any other is found by the resync. */
  private static List<ResourceKey> givenTo(Secret secret) {
    String name = secret.metadata().name();
    return name.endsWith(TOKEN_SUFFIX)
        ? List.of(
            Kinds.APPLICATION.key(
                secret.metadata().namespace(),
                name.substring(0, name.length() - TOKEN_SUFFIX.length())))
        : List.of();
  }

  @Override
  public Outcome reconcile(Application application, Context<Application> context) {
    view.follow(application.metadata().uid(), application.key());
    ApplicationPass pass = pass(application, context);
    try {
      Next next = pass.run();
      return next instanceof Next.After after
          ? Outcome.requeueAfter(after.delay())
          : Outcome.done();
    } catch (YarnRejectedException e) {
      pass.rejected(e);
      return Outcome.retry(e);
    } catch (YarnUnavailableException e) {
      pass.unavailable(e);
      return Outcome.retry(e);
    }
  }

  @Override
  public Cleanup cleanup(Application application, Context<Application> context) {
    ApplicationPass pass = pass(application, context);
    Next next;
    try {
      boolean keep =
          Intent.outlives(application.metadata()) && !Intent.isPaused(application.metadata());
      next = keep ? pass.letLive().orElseGet(pass::run) : pass.run();
    } catch (YarnRejectedException e) {
      pass.rejected(e);
      return Cleanup.retry(e);
    } catch (YarnUnavailableException e) {
      pass.unavailable(e);
      return Cleanup.retry(e);
    }
    if (next instanceof Next.Gone) {
      boundary.reached(ActionBoundary.Boundary.DELETE_CONFIRMED);
      view.forget(application.metadata().uid());
      return Cleanup.gone();
    }
    view.follow(application.metadata().uid(), application.key());
    return Cleanup.pending(next instanceof Next.After after ? after.delay() : CLEANUP_CHECK);
  }

  private ApplicationPass pass(Application application, Context<Application> context) {
    return new ApplicationPass(
        cluster,
        agents,
        view,
        boundary,
        metrics,
        context,
        application,
        Wishes.of(application, operatorUser, context.store()));
  }
}
