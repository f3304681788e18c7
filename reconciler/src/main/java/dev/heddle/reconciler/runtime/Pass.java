package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.Cleaner;
import dev.heddle.reconciler.Cleanup;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** One look at one resource: finalizer, reconciler or cleaner, and what it came to. */
final class Pass<R extends Resource> {

  private final Controller<R> controller;
  private final ResourceStore store;
  private final Informers informers;
  private final Function<R, PassContext<R>> contexts;

  Pass(
      Controller<R> controller,
      ResourceStore store,
      Informers informers,
      EventSink events,
      ControllerMetrics metrics,
      Instant now) {
    this.controller = controller;
    this.store = store;
    this.informers = informers;
    this.contexts = resource -> new PassContext<>(resource, now, store, informers, events, metrics);
  }

  /** What a pass came to, where there was anything to look at. */
  Optional<Outcome> run(ResourceKey key) {
    return informers.of(controller.type()).get(key).flatMap(this::look);
  }

  private Optional<Outcome> look(R resource) {
    if (resource.metadata().isBeingDeleted()) {
      // Without a cleaner, or once ours is done, what keeps it is the business of others.
      return controller
          .cleaner()
          .filter(cleaner -> resource.metadata().hasFinalizer(controller.finalizer()))
          .map(cleaner -> cleanUp(cleaner, resource));
    }
    R guarded = controller.cleaner().isPresent() ? withFinalizer(resource) : resource;
    return Optional.of(controller.reconciler().reconcile(guarded, contexts.apply(guarded)));
  }

  /** Before anything is made outside, so that nothing outside can be left behind (I10). */
  private R withFinalizer(R resource) {
    ObjectMeta metadata = resource.metadata();
    if (metadata.hasFinalizer(controller.finalizer())) {
      return resource;
    }
    return store.updateMetadata(
        controller.type(),
        controller.type().withMetadata(resource, metadata.withFinalizer(controller.finalizer())));
  }

  private Outcome cleanUp(Cleaner<R> cleaner, R resource) {
    Cleanup cleanup = cleaner.cleanup(resource, contexts.apply(resource));
    if (cleanup instanceof Cleanup.Pending pending) {
      return Outcome.requeueAfter(pending.checkAfter());
    }
    if (cleanup instanceof Cleanup.Retry retry) {
      return Outcome.retry(retry.cause());
    }
    release(resource);
    return Outcome.done();
  }

  /** The cleaner may have written status meanwhile, so the newest version is taken. */
  private void release(R resource) {
    R newest =
        informers
            .of(controller.type())
            .get(resource.key())
            .filter(r -> r.metadata().uid().equals(resource.metadata().uid()))
            .orElse(resource);
    try {
      store.updateMetadata(
          controller.type(),
          controller
              .type()
              .withMetadata(newest, newest.metadata().withoutFinalizer(controller.finalizer())));
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.NOT_FOUND) {
        throw e;
      }
    }
  }
}
