package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.util.Optional;

/** Asks a directory each second whether it changed, and wakes its source when it did. */
final class Watch {

  static final Duration PERIOD = Duration.ofSeconds(1);

  private final WatchedDirectory directory;
  private final Runnable wake;
  private final Scheduler scheduler;
  private Optional<Cancellable> next = Optional.empty();
  private boolean stopped;

  Watch(WatchedDirectory directory, Runnable wake, Scheduler scheduler) {
    this.directory = requireNonNull(directory, "directory is null");
    this.wake = requireNonNull(wake, "wake is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /** Begins. The next question is asked a period after the last answer, so slow ones never pile. */
  synchronized void start() {
    if (!stopped) {
      next = Optional.of(scheduler.schedule(PERIOD, this::ask));
    }
  }

  synchronized void stop() {
    stopped = true;
    next.ifPresent(Cancellable::cancel);
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void ask() {
    try {
      if (!isStopped() && directory.poll()) {
        wake.run();
      }
    } finally {
      start();
    }
  }
}
