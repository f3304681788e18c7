package dev.heddle.operator.main;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the process: one that keeps time and never blocks, and those that work. */
final class Threads implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor timer;
  private final ScheduledThreadPoolExecutor background;
  private final ExecutorService tasks;

  Threads() {
    timer = new ScheduledThreadPoolExecutor(1, named("timer"));
    // A cancelled timer is forgotten at once, not when it would have been due (L10).
    timer.setRemoveOnCancelPolicy(true);
    background = new ScheduledThreadPoolExecutor(4, named("background"));
    background.setRemoveOnCancelPolicy(true);
    tasks = Executors.newCachedThreadPool(named("worker"));
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Keeps time; what it runs never blocks. */
  ScheduledExecutorService timer() {
    return timer;
  }

  /** For work at intervals that may block. */
  ScheduledExecutorService background() {
    return background;
  }

  /** For everything else; grows with what is blocked. */
  ExecutorService tasks() {
    return tasks;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    background.shutdownNow();
    tasks.shutdown();
    try {
      if (!tasks.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        tasks.shutdownNow();
      }
    } catch (InterruptedException e) {
      tasks.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
