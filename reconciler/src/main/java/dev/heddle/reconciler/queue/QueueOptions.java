package dev.heddle.reconciler.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a queue treats its keys.
 *
 * @param backoff delays after failures
 * @param rateLimit how often one key may run
 * @param ageing how long a key may be passed over by more pressing ones; after that every second
 *     turn goes to such keys (L5)
 */
public record QueueOptions(Backoff backoff, RateLimit rateLimit, Duration ageing) {

  public static final QueueOptions DEFAULT =
      new QueueOptions(Backoff.DEFAULT, RateLimit.DEFAULT, Duration.ofSeconds(10));

  public QueueOptions {
    requireNonNull(backoff, "backoff is null");
    requireNonNull(rateLimit, "rateLimit is null");
    requireNonNull(ageing, "ageing is null");
  }

  public QueueOptions withBackoff(Backoff replacement) {
    return new QueueOptions(replacement, rateLimit, ageing);
  }

  public QueueOptions withRateLimit(RateLimit replacement) {
    return new QueueOptions(backoff, replacement, ageing);
  }

  public QueueOptions withAgeing(Duration replacement) {
    return new QueueOptions(backoff, rateLimit, replacement);
  }
}
