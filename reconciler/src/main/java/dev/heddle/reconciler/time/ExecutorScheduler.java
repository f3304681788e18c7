package dev.heddle.reconciler.time;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A scheduler on executors that somebody else made and will shut down. The timer only hands tasks
 * over, so one thread is enough for it; let it drop cancelled tasks at once ({@link
 * java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy}) or they stay in memory
 * until they would have been due (L10).
 */
public final class ExecutorScheduler implements Scheduler {

  private final Clock clock;
  private final LongSupplier nanoTicker;
  private final ScheduledExecutorService timer;
  private final Executor tasks;

  /**
   * A scheduler.
   *
   * @param clock the time of day
   * @param nanoTicker elapsed nanoseconds, monotonic
   * @param timer keeps time
   * @param tasks runs the tasks, which may block
   */
  public ExecutorScheduler(
      Clock clock, LongSupplier nanoTicker, ScheduledExecutorService timer, Executor tasks) {
    this.clock = requireNonNull(clock, "clock is null");
    this.nanoTicker = requireNonNull(nanoTicker, "nanoTicker is null");
    this.timer = requireNonNull(timer, "timer is null");
    this.tasks = requireNonNull(tasks, "tasks is null");
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public long nanoTime() {
    return nanoTicker.getAsLong();
  }

  @Override
  public void execute(Runnable task) {
    tasks.execute(task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    requireNonNull(task, "task is null");
    ScheduledFuture<?> future =
        timer.schedule(
            () -> tasks.execute(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }
}
