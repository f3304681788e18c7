package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The reconciler's numbers.
 *
 * @param workers how many resources of one kind are reconciled at once
 * @param resyncInterval how often every resource is looked at though nothing happened (L3)
 * @param minRetryDelay the first pause after a failure; doubles with each (L4)
 * @param maxRetryDelay the longest pause
 * @param shutdownGrace how long a stop waits for passes that are under way
 */
public record EngineConfig(
    int workers,
    Duration resyncInterval,
    Duration minRetryDelay,
    Duration maxRetryDelay,
    Duration shutdownGrace) {

  public EngineConfig {
    requireNonNull(resyncInterval, "resyncInterval is null");
    requireNonNull(minRetryDelay, "minRetryDelay is null");
    requireNonNull(maxRetryDelay, "maxRetryDelay is null");
    requireNonNull(shutdownGrace, "shutdownGrace is null");
  }
}
