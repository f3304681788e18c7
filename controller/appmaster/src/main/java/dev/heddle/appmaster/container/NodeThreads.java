package dev.heddle.appmaster.container;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads for calls to other nodes, which may be away and make a call hang. They are there
 * while there is something to do.
 */
public final class NodeThreads implements Executor {
  private static final int THREADS = 8;
  private static final int STACK_BYTES = 256 * 1024;
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  public NodeThreads() {
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, "nodes", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(requireNonNull(task, "task is null"));
  }
}
