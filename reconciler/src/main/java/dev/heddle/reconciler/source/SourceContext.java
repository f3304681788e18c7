package dev.heddle.reconciler.source;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.random.RandomGenerator;

/** What a source is given when it starts. */
public interface SourceContext {

  /** The name of the controller whose keys are woken. */
  String controller();

  /** Asks for a look at the key. */
  void wake(ResourceKey key, Priority priority);

  Scheduler scheduler();

  /** Jitter; for the use of this source only, and not for several threads. */
  RandomGenerator random();

  /** The caches of the kinds that some controller or source reads. */
  Informers informers();

  MeterRegistry meters();
}
