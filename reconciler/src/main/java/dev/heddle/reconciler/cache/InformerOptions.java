package dev.heddle.reconciler.cache;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.queue.Backoff;
import java.time.Duration;

/**
 * How an informer keeps up with the store.
 *
 * @param backoff delays between attempts to list and watch
 * @param relistInterval after which all is listed again although nothing seems wrong: heals what a
 *     watch has missed (L3)
 * @param ownWriteBound how long the watch may take to show this process's own write before it is
 *     taken for dead and all is listed again
 */
public record InformerOptions(Backoff backoff, Duration relistInterval, Duration ownWriteBound) {

  public static final InformerOptions DEFAULT =
      new InformerOptions(
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(15), 0.5),
          Duration.ofMinutes(10),
          Duration.ofSeconds(15));

  public InformerOptions {
    requireNonNull(backoff, "backoff is null");
    requireNonNull(relistInterval, "relistInterval is null");
    requireNonNull(ownWriteBound, "ownWriteBound is null");
  }
}
