package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The door of this package: claims the workspace, restores it, and saves what changes until the
 * container ends, on a thread of its own and a few workers. Whatever keeps it from that is told in
 * the report and tried again for ever.
 */
public final class Workspace implements Runnable {
  private static final int WORKERS = 8;
  private static final long STACK_BYTES = 256 * 1024;
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);
  private static final Duration CALM = Duration.ofMillis(20);
  private static final Duration IN_A_HURRY = Duration.ofMillis(5);

  /** Opens the directory in HDFS. */
  public interface Connector {
    RemoteTree connect() throws IOException;
  }

  private final WorkspaceSpec spec;
  private final Path root;
  private final Opening opening;
  private final Runnable restoredListener;
  private final Clock clock;
  private final AgentLog log;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Flushes flushes = new Flushes();
  private Optional<Saving> saving = Optional.empty();
  private boolean frozen;
  private volatile boolean restored;
  private volatile boolean givenUp;
  private volatile WorkspaceReport report;

  /**
   * @param resource namespace and name of the resource, for people
   * @param root the service's directory
   * @param stateDir where this container's agents keep what they know of the workspace
   * @param agentStarts tells the agents of one container apart
   * @param restoredListener called on this object's thread once the service may start
   */
  public Workspace(
      WorkspaceSpec spec,
      String resource,
      String uid,
      int attempt,
      String containerId,
      int agentStarts,
      Path root,
      Path stateDir,
      Connector connector,
      Runnable restoredListener,
      Clock clock,
      AgentLog log) {
    this.spec = requireNonNull(spec, "spec is null");
    this.root = requireNonNull(root, "root is null");
    this.opening =
        new Opening(
            spec,
            new Owner(resource, uid, spec.run(), attempt, containerId),
            agentStarts + "-",
            root,
            stateDir,
            connector,
            pool(),
            () -> givenUp,
            this::wake,
            clock,
            log);
    this.restoredListener = requireNonNull(restoredListener, "restoredListener is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
    this.report = Reports.restoring(spec.path());
  }

  private static ThreadPoolExecutor pool() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(null, task, "workspace-" + number.incrementAndGet(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  public WorkspaceReport report() {
    return report;
  }

  /** Whether the service may start. */
  public boolean isRestored() {
    return restored;
  }

  /** Saves all that has changed as soon as it can be. */
  public void flushSoon() {
    flush(Duration.ofSeconds(2), () -> {});
  }

  /** Saves all that has changed, for at most so long, and then calls back on its own thread. */
  public void flush(Duration most, Runnable then) {
    Instant until = clock.instant().plus(most);
    inbox.add(
        () -> {
          flushes.add(until, then);
          saving.ifPresent(Saving::lookAtAll);
        });
  }

  /**
   * The service will not be started, so that its files need not come. What waits for a flush is
   * answered as soon as the restore has ended, which it does after the next few bytes.
   */
  public void giveUpRestoring() {
    givenUp = true;
    wake();
  }

  /** The container is being taken apart: what is gone from now on was not deleted by anybody. */
  public void freeze() {
    inbox.add(
        () -> {
          frozen = true;
          saving.ifPresent(Saving::freeze);
        });
  }

  /**
   * Mends notebooks that a killed Jupyter left half written. To be called while it does not run.
   */
  public void repair() {
    Opening.repair(root, log);
  }

  @Override
  public void run() {
    try {
      Optional<Saving> started = prepare();
      if (started.isPresent()) {
        save(started.get());
      } else {
        report = Reports.notRestored(spec.path());
        while (true) {
          flushes.answer(); // Nothing has been restored, so there is nothing to save.
          rest(LONGEST_REST, false);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empty when it is not wanted any more. */
  private Optional<Saving> prepare() throws InterruptedException {
    for (int failures = 1; !givenUp; failures++) {
      try {
        return Optional.of(opening.open());
      } catch (IOException e) {
        if (givenUp) {
          return Optional.empty();
        }
        Trouble trouble = Trouble.of(e, spec.path());
        if (!report.reason().equals(trouble.reason())) {
          log.say("the workspace cannot be restored, " + trouble.reason(), e);
        }
        report = Reports.failing(trouble);
        Instant next = clock.instant().plus(Setback.pause(failures));
        while (clock.instant().isBefore(next) && !givenUp) {
          rest(Duration.between(clock.instant(), next), false);
          flushes.answer(); // As above.
        }
      }
    }
    return Optional.empty();
  }

  private void save(Saving started) throws InterruptedException {
    saving = Optional.of(started);
    if (frozen) {
      started.freeze();
    }
    restored = true;
    restoredListener.run();
    while (true) {
      boolean hurry = !flushes.isEmpty();
      started.turn(hurry);
      if (started.isClean() || started.isFenced()) {
        flushes.answer();
      } else if (flushes.answerThoseWhoseTimeIsOver(clock.instant())) {
        log.say(started.waiting() + " files could not be saved in time");
      }
      report = Reports.of(started, spec.path());
      rest(hurry ? shorter(started.rest(), IN_A_HURRY) : started.rest(), hurry);
    }
  }

  private void wake() {
    if (inbox.isEmpty()) {
      inbox.add(() -> {});
    }
  }

  private void rest(Duration most, boolean hurry) throws InterruptedException {
    Duration wait = shorter(most, LONGEST_REST);
    long least = hurry ? 1 : CALM.toMillis();
    Runnable task = inbox.poll(Math.max(least, wait.toMillis()), TimeUnit.MILLISECONDS);
    if (task != null && !hurry) {
      // A burst of events is one; waking up early does no harm.
      Duration calm = saving.map(Saving::lastScan).filter(d -> d.compareTo(CALM) > 0).orElse(CALM);
      LockSupport.parkNanos(this, calm.toNanos());
    }
    while (task != null) {
      task.run();
      task = inbox.poll();
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
