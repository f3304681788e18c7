package dev.heddle.reconciler.source;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;

/**
 * Wakes keys of one controller. Runs only while this process leads; since all keys are looked at
 * when that begins, nothing that happened before need be remembered.
 */
public interface EventSource {

  /** The kinds this source reads from the cache; they get informers. */
  default List<ResourceType<?>> reads() {
    return List.of();
  }

  /** Begins to wake keys; must not block. May be called again after {@link #stop}. */
  void start(SourceContext context);

  /** Ceases to wake keys and lets go of timers; must not block. */
  void stop();

  /** The resource of that key is gone: nothing about it need be remembered (L10). */
  default void forget(ResourceKey key) {}
}
