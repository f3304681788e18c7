package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Time, identity and threads, as the store is given them.
 *
 * @param clock for times that people see
 * @param ticker monotonic nanoseconds, for timeouts and leases
 * @param uids makes uids, each only once
 * @param scheduler for work at intervals; never blocked
 * @param executor for work that blocks, and for watchers; must have threads to spare
 */
public record Surroundings(
    Clock clock,
    LongSupplier ticker,
    Supplier<String> uids,
    ScheduledExecutorService scheduler,
    Executor executor) {

  public Surroundings {
    requireNonNull(clock, "clock is null");
    requireNonNull(ticker, "ticker is null");
    requireNonNull(uids, "uids is null");
    requireNonNull(scheduler, "scheduler is null");
    requireNonNull(executor, "executor is null");
  }
}
