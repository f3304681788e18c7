package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after another on one thread of an executor at a time. A change that many watches
 * wait for so wakes a few threads, not one for each watch.
 */
final class Lane implements Executor {

  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by itself
  private boolean running; // guarded by tasks

  Lane(Executor executor) {
    this.executor = requireNonNull(executor, "executor is null");
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::run);
  }

  private void run() {
    Optional<Runnable> next = next();
    while (next.isPresent()) {
      next.get().run();
      next = next();
    }
  }

  private Optional<Runnable> next() {
    synchronized (tasks) {
      Optional<Runnable> next = Optional.ofNullable(tasks.poll());
      running = next.isPresent();
      return next;
    }
  }
}
