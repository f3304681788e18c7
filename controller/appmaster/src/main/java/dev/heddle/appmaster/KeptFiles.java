package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.appmaster.workspace.Workspace;
import dev.heddle.appmaster.yarn.HadoopSession;
import dev.heddle.appmaster.yarn.HdfsTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The files of this container's process that are kept in HDFS, where any are. */
final class KeptFiles {
  private static final long STACK_BYTES = 256 * 1024;

  /** YARN leaves a quarter of a second between TERM and KILL. */
  private static final Duration LAST_CALL = Duration.ofMillis(180);

  private final ContainerEnvironment environment;
  private final AgentLog log;
  private final Clock clock;
  private final AtomicReference<HadoopSession> login = new AtomicReference<>();
  private Optional<Workspace> workspace = Optional.empty();

  KeptFiles(ContainerEnvironment environment, AgentLog log, Clock clock) {
    this.environment = requireNonNull(environment, "environment is null");
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * To be called before any thread is started.
   *
   * @param restored called once the process may start
   */
  void connect(Runnable restored) {
    workspace = environment.spec().workspace().map(spec -> workspace(spec, restored));
  }

  private Workspace workspace(WorkspaceSpec spec, Runnable restored) {
    String resource = environment.spec().namespace() + "." + environment.spec().name();
    String uid = environment.spec().uid();
    int turn = environment.attempt();
    if (environment.spec().role() instanceof Role.Container container) {
      // Instances are numbered on over attempts. Two services are two that may not share a place.
      resource += "." + container.service();
      uid += "." + container.service();
      turn = container.instance() + 1;
    }
    Path stateDir = environment.stateDir();
    return new Workspace(
        spec,
        resource,
        uid,
        turn,
        environment.containerId(),
        environment.agentStarts(),
        stateDir.resolveSibling(LaunchScript.WORKSPACE),
        stateDir.resolve("workspace"),
        () -> HdfsTree.open(login.get(), environment.spec().user(), spec.path()),
        restored,
        clock,
        log);
  }

  void start(HadoopSession session) {
    if (workspace.isPresent()) {
      login.set(session);
      Thread thread = new Thread(null, workspace.get(), "workspace", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Whether the first run of the process has to wait for files. */
  boolean holdUpTheStart() {
    boolean first =
        environment.attempt() == 1 && !(environment.spec().role() instanceof Role.Container);
    return environment.spec().workspace().filter(w -> !(w.empty() && first)).isPresent();
  }

  AgentStatus shownIn(AgentStatus status) {
    return workspace.map(w -> status.withWorkspace(w.report())).orElse(status);
  }

  boolean areRestoring() {
    return workspace.isPresent() && !workspace.get().isRestored();
  }

  void giveUpRestoring() {
    workspace.ifPresent(Workspace::giveUpRestoring);
  }

  /** Nothing of the process runs. */
  void repair() {
    workspace.ifPresent(Workspace::repair);
  }

  void saveSoon() {
    workspace.ifPresent(Workspace::flushSoon);
  }

  /**
   * The process has ended for good: calls back when all is saved, or when it has taken too long.
   */
  void saveAll(Runnable then) {
    if (workspace.isEmpty()) {
      then.run();
      return;
    }
    workspace.get().repair();
    workspace.get().flush(WorkspaceSpec.LONGEST_FLUSH, then);
  }

  /** The container is about to be taken away. */
  void lastCall(Runnable then) {
    if (workspace.isEmpty()) {
      then.run();
      return;
    }
    workspace.get().freeze();
    workspace.get().flush(LAST_CALL, then);
  }
}
