package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.appmaster.protocol.WorkspaceReport.State;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private record Flush(Instant until, Runnable then) {}

  private final WorkspaceSpec spec;
  private final Owner owner;
  private final String prefix;
  private final Path root;
  private final Path stateDir;
  private final Connector connector;
  private final Runnable restoredListener;
  private final Clock clock;
  private final AgentLog log;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final List<Flush> flushes = new ArrayList<>();
  private final ThreadPoolExecutor workers;
  private Optional<RemoteTree> remote = Optional.empty();
  private Optional<Saving> saving = Optional.empty();
  private boolean frozen;
  private volatile boolean restored;
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
    this.owner = new Owner(resource, uid, spec.run(), attempt, containerId);
    this.prefix = agentStarts + "-";
    this.root = requireNonNull(root, "root is null");
    this.stateDir = requireNonNull(stateDir, "stateDir is null");
    this.connector = requireNonNull(connector, "connector is null");
    this.restoredListener = requireNonNull(restoredListener, "restoredListener is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
    this.report = restoring("Restoring", "the files of " + spec.path() + " are being restored");
    this.workers = pool();
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
          flushes.add(new Flush(until, then));
          saving.ifPresent(Saving::lookAtAll);
        });
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
    try {
      int repaired = NotebookRepair.repair(root);
      if (repaired > 0) {
        log.say("notebooks that were cut off while being saved and were brought back: " + repaired);
      }
    } catch (IOException e) {
      log.say("notebooks that were cut off while being saved cannot be looked for", e);
    }
  }

  @Override
  public void run() {
    try {
      Saving started = prepare();
      saving = Optional.of(started);
      if (frozen) {
        started.freeze();
      }
      restored = true;
      restoredListener.run();
      while (true) {
        boolean hurry = !flushes.isEmpty();
        started.turn(hurry);
        answerFlushes(started);
        report = saved(started);
        rest(hurry ? shorter(started.rest(), IN_A_HURRY) : started.rest(), hurry);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Saving prepare() throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return open();
      } catch (IOException e) {
        Trouble trouble = Trouble.of(e, spec.path());
        if (!report.reason().equals(trouble.reason())) {
          log.say("the workspace cannot be restored, " + trouble.reason(), e);
        }
        report = failing(trouble, Optional.empty(), 0, 0);
        Instant next = clock.instant().plus(Saving.pause(failures));
        while (clock.instant().isBefore(next)) {
          rest(Duration.between(clock.instant(), next), false);
          endFlushes();
        }
      }
    }
  }

  private Saving open() throws IOException {
    Files.createDirectories(stateDir);
    Files.createDirectories(root);
    RemoteTree tree = connected();
    StateFile number = new StateFile(stateDir.resolve("generation"));
    Optional<String> mine = number.read();
    Generation generation;
    if (mine.isPresent()) {
      generation = Generation.resume(tree, Integer.parseInt(mine.get().strip()), prefix);
    } else {
      generation = Generation.claim(tree, owner, prefix, clock.instant());
      number.write(generation.number() + "\n");
    }
    LocalTree local = new LocalTree(root, new IgnoreRules(spec.ignore()), spec.maxFileSize());
    SaveBook book = new SaveBook();
    Ledger ledger = new Ledger(stateDir.resolve("ledger"));
    if (!ledger.read(book)) {
      Instant start = clock.instant();
      boolean running = Files.exists(stateDir.resolveSibling("service"));
      Map<String, Stamp> files =
          new Restoring(tree, local, stateDir.resolve("incoming"), workers).run(!running);
      files.forEach(book::known);
      ledger.write(files);
      if (!running) {
        repair();
      }
      log.say(
          "restored "
              + files.size()
              + " files and directories of "
              + spec.path()
              + " in "
              + Duration.between(start, clock.instant()).toMillis()
              + " ms");
    }
    Optional<TreeWatch> watch = watch();
    return new Saving(
        spec.path(),
        local,
        book,
        stateDir,
        generation,
        watch,
        workers,
        this::wake,
        spec.trashRetention(),
        clock,
        log);
  }

  /** Once: each connection has threads and buffers of its own. */
  private RemoteTree connected() throws IOException {
    if (remote.isEmpty()) {
      remote = Optional.of(connector.connect());
    }
    return remote.get();
  }

  private Optional<TreeWatch> watch() {
    try {
      TreeWatch watch = TreeWatch.open(this::wake);
      Thread thread = new Thread(null, watch, "workspace-watch", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
      return Optional.of(watch);
    } catch (IOException e) {
      log.say("changes of files cannot be watched, looking every second", e);
      return Optional.empty();
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

  private void answerFlushes(Saving from) {
    if (flushes.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    boolean over = from.isClean() || from.isFenced();
    for (Flush flush : List.copyOf(flushes)) {
      if (over || !flush.until().isAfter(now)) {
        if (!over) {
          log.say(from.waiting() + " files could not be saved in time");
        }
        flushes.remove(flush);
        flush.then().run();
      }
    }
  }

  /** Nothing has been restored, so there is nothing to save. */
  private void endFlushes() {
    for (Flush flush : List.copyOf(flushes)) {
      flushes.remove(flush);
      flush.then().run();
    }
  }

  private WorkspaceReport restoring(String reason, String message) {
    return new WorkspaceReport(State.RESTORING, reason, message, Optional.empty(), 0, 0);
  }

  private WorkspaceReport saved(Saving from) {
    int skipped = from.skipped().size();
    if (from.trouble().isPresent()) {
      return failing(from.trouble().get(), from.lastSaved(), from.late(), skipped);
    }
    int late = from.late();
    String message = "what changes is saved to " + spec.path();
    String reason = "Saved";
    if (skipped > 0) {
      reason = "SavedExceptSkipped";
      message += ", except " + skipped + " files: " + Saving.describe(from.skipped());
    } else if (late > 0) {
      reason = "SavingTakesTime";
      message += "; files that have been waiting for a while: " + late;
    }
    return new WorkspaceReport(State.SAVING, reason, message, from.lastSaved(), late, skipped);
  }

  private static WorkspaceReport failing(
      Trouble trouble, Optional<Instant> lastSaved, int late, int skipped) {
    return new WorkspaceReport(
        State.FAILING, trouble.reason(), trouble.message(), lastSaved, late, skipped);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
