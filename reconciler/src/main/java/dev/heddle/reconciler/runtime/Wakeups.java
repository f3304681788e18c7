package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.SourceContext;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** What one controller gives one of its sources. */
record Wakeups(
    String controller,
    BiConsumer<ResourceKey, Priority> queue,
    Scheduler scheduler,
    RandomGenerator random,
    Informers informers,
    MeterRegistry meters)
    implements SourceContext {

  @Override
  public void wake(ResourceKey key, Priority priority) {
    queue.accept(key, priority);
  }
}
