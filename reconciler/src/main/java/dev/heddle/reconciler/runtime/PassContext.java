package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of one pass. */
record PassContext<R extends Resource>(
    R resource,
    Instant now,
    ResourceStore store,
    Informers informers,
    EventSink events,
    ControllerMetrics metrics)
    implements Context<R> {

  private static final Logger LOG = LoggerFactory.getLogger(PassContext.class);

  @Override
  public <S extends Resource> Optional<S> cached(ResourceType<S> type, ResourceKey key) {
    return informers.of(type).get(key);
  }

  @Override
  public <S extends Resource> List<S> owned(ResourceType<S> type, R owner) {
    return informers.of(type).ownedBy(owner.metadata().uid());
  }

  @Override
  public void event(EventKind kind, String reason, String message) {
    try {
      events.record(resource, kind, reason, message);
    } catch (RuntimeException e) {
      metrics.eventLost();
      LOG.debug("{}: the event {} is lost: {}", resource.key(), reason, e.toString());
    }
  }
}
