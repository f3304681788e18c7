package dev.heddle.reconciler;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a pass may use besides the resource.
 *
 * @param <R> the kind that is reconciled
 */
public interface Context<R extends Resource> {

  /** The time of this pass. */
  Instant now();

  /** Writes go here; each is fenced by the leader's epoch (I7) and optimistic (I9). */
  ResourceStore store();

  /** A resource from the engine's cache, never older than this engine's own last write of it. */
  <S extends Resource> Optional<S> cached(ResourceType<S> type, ResourceKey key);

  /** The resources that {@code owner} owns as controller, from the engine's cache. */
  <S extends Resource> List<S> owned(ResourceType<S> type, R owner);

  /**
   * Records an event on the resource; equal events are counted, not repeated. Fails silently into a
   * metric: history never stops the work.
   */
  void event(EventKind kind, String reason, String message);

  /** Whether an event tells of the ordinary or of trouble. */
  enum EventKind {
    NORMAL,
    WARNING
  }
}
