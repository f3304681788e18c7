package dev.heddle.operator.cleanup;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.SourceContext;
import java.util.List;
import java.util.Optional;

/** Tells notebooks' controller which culling policies ask for, and wakes it when they change. */
public final class IdlePolicies implements EventSource {

  private volatile Optional<Running> running = Optional.empty();

  private record Running(SourceContext context, ChangeHandler<CleanupPolicy> handler) {}

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(Kinds.NOTEBOOK, Kinds.CLEANUP_POLICY);
  }

  @Override
  public void start(SourceContext context) {
    ChangeHandler<CleanupPolicy> handler =
        (before, after) -> {
          if (!says(before).equals(says(after))) {
            wakeAll(context);
          }
        };
    context.informers().of(Kinds.CLEANUP_POLICY).addHandler(handler);
    running = Optional.of(new Running(context, handler));
  }

  /** All that counts of a policy; its status changes often. */
  private static Optional<Object> says(Optional<CleanupPolicy> policy) {
    return policy
        .filter(p -> !p.metadata().isBeingDeleted())
        .filter(p -> p.spec().rules().stream().anyMatch(rule -> rule.idle().isPresent()))
        .map(CleanupPolicy::spec);
  }

  private static void wakeAll(SourceContext context) {
    context
        .informers()
        .of(Kinds.NOTEBOOK)
        .all()
        .forEach(notebook -> context.wake(notebook.key(), Priority.RESYNC));
  }

  @Override
  public void stop() {
    running.ifPresent(
        r -> r.context().informers().of(Kinds.CLEANUP_POLICY).removeHandler(r.handler()));
    running = Optional.empty();
  }

  /**
   * When the notebook is stopped for being unused.
   *
   * @param own what it says itself, or its class for it
   */
  public Optional<Culling> of(
      Notebook notebook, Optional<Culling> own, Optional<Application> application) {
    return EffectiveCulling.of(
        notebook,
        own,
        application,
        running.map(r -> r.context().informers().of(Kinds.CLEANUP_POLICY).all()).orElse(List.of()));
  }
}
