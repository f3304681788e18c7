package dev.heddle.reconciler.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The time of day, elapsed time, and the running of tasks now or later. Tasks may block: an
 * implementation never runs them on the thread that keeps time.
 */
public interface Scheduler extends Executor {

  /** The time of day: for people and for what is written down. It may jump. */
  Clock clock();

  /** The time of day now. */
  default Instant now() {
    return clock().instant();
  }

  /**
   * Nanoseconds since some fixed moment; never goes back and does not jump with the clock. All
   * delays are measured by it.
   */
  long nanoTime();

  /** Runs a task soon, on another thread; the calls of one caller need not keep their order. */
  @Override
  void execute(Runnable task);

  /** Runs a task once {@code delay} has passed; at once when it is zero or negative. */
  Cancellable schedule(Duration delay, Runnable task);
}
