package dev.heddle.reconciler.testing;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Clock;
import java.time.Duration;

/** The tasks of one simulated process: they can all be lost at once. */
public final class VirtualProcess implements Scheduler {

  private final VirtualScheduler time;
  private boolean killed;

  VirtualProcess(VirtualScheduler time) {
    this.time = requireNonNull(time, "time is null");
  }

  /** Kill -9: nothing that this process has scheduled, or will, runs any more. */
  public void kill() {
    killed = true;
  }

  public boolean isKilled() {
    return killed;
  }

  @Override
  public Clock clock() {
    return time.clock();
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    requireNonNull(task, "task is null");
    return time.schedule(
        delay,
        () -> {
          if (!killed) {
            task.run();
          }
        });
  }
}
