package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.queue.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Counts conflicts in a row by key. A conflict is nobody's failure, the cache was behind: a few are
 * retried quickly before the key's backoff takes over.
 */
final class Conflicts {

  private static final int QUICK = 5;
  private static final Backoff DELAY =
      new Backoff(Duration.ofMillis(20), Duration.ofMillis(320), 0.5);

  private final RandomGenerator random;
  private final Map<ResourceKey, Integer> counts = new HashMap<>();

  Conflicts(RandomGenerator random) {
    this.random = random;
  }

  /** When to try again after one more conflict; empty when there have been too many. */
  synchronized Optional<Duration> next(ResourceKey key) {
    int count = counts.merge(key, 1, Integer::sum);
    return count <= QUICK ? Optional.of(DELAY.delay(count, random)) : Optional.empty();
  }

  synchronized void forget(ResourceKey key) {
    counts.remove(key);
  }

  synchronized void clear() {
    counts.clear();
  }
}
