package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/** Claims the workspace, or goes on with a claim, and restores what is not there yet. */
final class Opening {
  private static final long STACK_BYTES = 256 * 1024;

  private final WorkspaceSpec spec;
  private final Owner owner;
  private final String prefix;
  private final Path root;
  private final Path stateDir;
  private final Workspace.Connector connector;
  private final ExecutorService workers;
  private final BooleanSupplier givenUp;
  private final Runnable wake;
  private final Clock clock;
  private final AgentLog log;
  private Optional<RemoteTree> remote = Optional.empty();

  /**
   * @param prefix differs between agents of one container
   * @param givenUp whether what is restored is not wanted any more
   * @param wake to be called when something has changed
   */
  Opening(
      WorkspaceSpec spec,
      Owner owner,
      String prefix,
      Path root,
      Path stateDir,
      Workspace.Connector connector,
      ExecutorService workers,
      BooleanSupplier givenUp,
      Runnable wake,
      Clock clock,
      AgentLog log) {
    this.spec = requireNonNull(spec, "spec is null");
    this.owner = requireNonNull(owner, "owner is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
    this.root = requireNonNull(root, "root is null");
    this.stateDir = requireNonNull(stateDir, "stateDir is null");
    this.connector = requireNonNull(connector, "connector is null");
    this.workers = requireNonNull(workers, "workers is null");
    this.givenUp = requireNonNull(givenUp, "givenUp is null");
    this.wake = requireNonNull(wake, "wake is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
  }

  Saving open() throws IOException {
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
          new Restoring(tree, local, stateDir.resolve("incoming"), workers, givenUp).run(!running);
      files.forEach(book::known);
      ledger.write(files);
      if (!running) {
        repair(root, log);
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
        wake,
        spec.trashRetention(),
        clock,
        log);
  }

  /** Brings back notebooks that were cut off while being saved, where nothing writes. */
  static void repair(Path root, AgentLog log) {
    try {
      int repaired = NotebookRepair.repair(root);
      if (repaired > 0) {
        log.say("notebooks that were cut off while being saved and were brought back: " + repaired);
      }
    } catch (IOException e) {
      log.say("notebooks that were cut off while being saved cannot be looked for", e);
    }
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
      TreeWatch watch = TreeWatch.open(wake);
      Thread thread = new Thread(null, watch, "workspace-watch", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
      return Optional.of(watch);
    } catch (IOException e) {
      log.say("changes of files cannot be watched, looking every second", e);
      return Optional.empty();
    }
  }
}
