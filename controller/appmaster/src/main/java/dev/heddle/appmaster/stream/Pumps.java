package dev.heddle.appmaster.stream;

import java.io.IOException;
import java.time.Duration;

/** Threads that carry bytes one way. */
final class Pumps {
  private static final long STACK_BYTES = 256 * 1024;

  private Pumps() {}

  interface Task {
    void run() throws IOException;
  }

  static Thread start(String name, Task task) {
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the two sides has gone, which the other direction sees too.
                return;
              }
            },
            name,
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void join(Thread thread) {
    join(thread, Duration.ZERO);
  }

  /** Waits that long, and for as long as it takes for zero. */
  static void join(Thread thread, Duration most) {
    try {
      thread.join(most.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
