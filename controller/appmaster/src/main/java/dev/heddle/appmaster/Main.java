package dev.heddle.appmaster;

import dev.heddle.appmaster.activity.ActivityWatch;
import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.CommandRunner;
import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.ControlChannel;
import dev.heddle.appmaster.container.LaunchScript;
import dev.heddle.appmaster.container.LogSettings;
import dev.heddle.appmaster.container.ProcessTable;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.jupyter.ProbeLoop;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.appmaster.jupyter.ServiceProbe;
import dev.heddle.appmaster.kv.ExpiryLoop;
import dev.heddle.appmaster.kv.KeyValueJournal;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.probe.Checker;
import dev.heddle.appmaster.probe.LocalChecker;
import dev.heddle.appmaster.probe.ProbeWatch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.Probe;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.service.Supervision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Wires the agent and ends its process. */
public final class Main {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  private static final Path PROC = Path.of("/proc");
  private static final int CRASHED = 70;
  private static final long STACK_BYTES = 256 * 1024;

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    LogSettings settings = LogSettings.of(System.getenv(), Path.of(""));
    AgentLog log = new AgentLog(System.out, clock, settings.level());
    settings.trouble().ifPresent(log::say);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          log.giveUp("thread " + thread.getName() + " failed, the agent is started again", failure);
          // The launch script starts a new agent, which goes on with what is on file.
          Runtime.getRuntime().halt(CRASHED);
        });
    ContainerEnvironment environment = ContainerEnvironment.of(System.getenv(), Path.of(""));
    AgentSpec spec = environment.spec();
    LaunchScript script = new LaunchScript(environment.stateDir());
    LocalHttp http = new LocalHttp(PROBE_TIMEOUT);
    ProcessTable table = new ProcessTable(PROC, environment.containerId());
    RuntimeDirectory runtime =
        new RuntimeDirectory(
            environment.runtimeDir(),
            pid -> ProcessHandle.of(pid).isPresent(),
            new ListeningSockets(PROC));
    ServiceProbe probe =
        new ServiceProbe(
            spec.probe(),
            spec.shutdownPath(),
            spec.baseUrl(),
            spec.probe().flatMap(Probe::tokenVariable).flatMap(environment::variable),
            script::port,
            runtime,
            http);
    ActivityWatch activity = activity(environment, spec, runtime, http, table);
    Surroundings surroundings = surroundings(environment, activity, log, clock);
    StoreListener storeListener = new StoreListener(surroundings::storeChanged);
    KeyValueStore store =
        new KeyValueStore(
            new KeyValueJournal(environment.stateDir().resolve("kv")), clock, storeListener);
    storeListener.connect(store);
    store.admitOwners(environment.instance()::equals);
    store.load(environment.attempt());
    Agent agent =
        new Agent(
            environment,
            new Supervision(
                spec.service(),
                spec.probe().isPresent() || spec.upkeep().gates(),
                spec.upkeep().gates(),
                spec.restart(),
                spec.stopGrace()),
            script,
            new Processes(
                script,
                environment.scriptPid(),
                probe,
                spec.upkeep().preStop().map(hook -> new PreStop(hook, hooks(environment), log)),
                table,
                log),
            store,
            surroundings,
            log,
            clock);
    surroundings.connect(agent, store);
    ProbeLoop probeLoop =
        new ProbeLoop(probe, spec.probe().map(Probe::interval).orElse(PROBE_INTERVAL), agent);
    Optional<ProbeWatch> probeWatch =
        spec.upkeep().probes()
            ? Optional.of(
                new ProbeWatch(spec.upkeep(), checker(environment, script, table), agent, clock))
            : Optional.empty();
    probeWatch.ifPresent(watch -> start("watch", watch));
    start("control", new ControlChannel(System.in, agent));
    start("probe", probeLoop);
    start("activity", activity);
    start("yarn", surroundings);
    Ending ending = agent.run(probeLoop, probeWatch);
    log.say("the agent ends: " + ending);
    Runtime.getRuntime().halt(ending.code());
  }

  private static CommandRunner hooks(ContainerEnvironment environment) {
    return CommandRunner.appending(
        PROC, environment.stateDir().toAbsolutePath().getParent(), environment.serviceLog());
  }

  private static Checker checker(
      ContainerEnvironment environment, LaunchScript script, ProcessTable table) {
    Path stateDir = environment.stateDir().toAbsolutePath();
    return new LocalChecker(
        name -> name.isEmpty() ? script.port() : Optional.ofNullable(script.ports().get(name)),
        new ListeningSockets(PROC),
        () -> table.members(environment.scriptPid(), Set.of(ProcessHandle.current().pid())),
        CommandRunner.replacing(PROC, stateDir.getParent(), stateDir.resolve("probe.out")));
  }

  private static ActivityWatch activity(
      ContainerEnvironment environment,
      AgentSpec spec,
      RuntimeDirectory runtime,
      LocalHttp http,
      ProcessTable table) {
    Set<Long> agent = Set.of(ProcessHandle.current().pid());
    return ActivityWatch.of(
        spec.activityInterval(),
        runtime,
        http,
        () -> table.members(environment.scriptPid(), agent),
        Main::millis);
  }

  /** How the agent is tied to the rest of its application, by its role there. */
  private static Surroundings surroundings(
      ContainerEnvironment environment, ActivityWatch activity, AgentLog log, Clock clock)
      throws IOException {
    Role role = environment.spec().role();
    if (role instanceof Role.Container container) {
      return new Reporting(environment, container, activity, log, clock);
    }
    Optional<Role.Master> master =
        role instanceof Role.Master known ? Optional.of(known) : Optional.empty();
    return new Backing(
        environment,
        master,
        SkeinServing.open(environment, log),
        activity,
        log,
        clock,
        Main::millis);
  }

  /** Monotonic. */
  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Passes on what the store tells; the thread that expires keys is there once it is needed. */
  private static final class StoreListener implements KeyValueStore.Listener {
    private final Runnable copyOutdated;
    private final AtomicBoolean expiring = new AtomicBoolean();
    private KeyValueStore store;

    StoreListener(Runnable copyOutdated) {
      this.copyOutdated = copyOutdated;
    }

    void connect(KeyValueStore newStore) {
      this.store = newStore;
    }

    @Override
    public void copyOutdated() {
      copyOutdated.run();
    }

    @Override
    public void keysExpire() {
      if (expiring.compareAndSet(false, true)) {
        start("kv-expiry", new ExpiryLoop(store));
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }
}
