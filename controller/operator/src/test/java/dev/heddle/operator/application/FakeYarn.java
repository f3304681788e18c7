package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.crd.application.Terms;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ApplicationReport.FinalStatus;
import dev.heddle.operator.yarn.ApplicationReport.State;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.reconciler.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cluster itself, in virtual time: it goes on while operators come and go, and notes what was
 * done to it. Applications start, serve and end by themselves after a while; a test may break in.
 */
final class FakeYarn {

  static final Duration ACCEPT = Duration.ofMillis(30);
  static final Duration REGISTER = Duration.ofMillis(300);
  static final Duration SERVE = Duration.ofMillis(700);
  static final Duration END = Duration.ofMillis(400);

  private final VirtualScheduler time;
  private final Map<String, App> apps = new LinkedHashMap<>();
  private final List<String> submissions = new ArrayList<>();
  private final Set<String> staged = new TreeSet<>();
  private final List<String> adjustments = new ArrayList<>();
  private final List<String> stops = new ArrayList<>();
  private int ids;
  private Optional<Duration> longestLife = Optional.empty();
  private boolean starved;
  private boolean measuring;
  private boolean mute;

  FakeYarn(VirtualScheduler time) {
    this.time = requireNonNull(time, "time is null");
  }

  /** The queue lets no application live longer than this after its submission. */
  void limitLifetimes(Duration longest) {
    longestLife = Optional.of(longest);
  }

  /** No container is free: applications stay ACCEPTED. */
  void starve(boolean on) {
    starved = on;
  }

  /** Agents don't answer and don't obey. */
  void muteAgents(boolean on) {
    mute = on;
  }

  boolean agentsAreMute() {
    return mute;
  }

  String reserve() {
    return "application_1_" + String.format("%04d", ++ids);
  }

  void submit(String id, Launch launch) {
    if (apps.containsKey(id)) {
      return;
    }
    submissions.add(id);
    App app = new App(id, launch, time.now());
    apps.put(id, app);
    app.priority = launch.terms().priority().orElse(0);
    launch
        .terms()
        .maxLifetime()
        .map(wanted -> longestLife.filter(l -> l.compareTo(wanted) < 0).orElse(wanted))
        .ifPresent(app::lives);
    time.schedule(ACCEPT, () -> app.advance(State.NEW, State.ACCEPTED));
    time.schedule(REGISTER, () -> run(app));
  }

  private void run(App app) {
    if (starved) {
      time.schedule(REGISTER, () -> run(app));
      return;
    }
    app.advance(State.ACCEPTED, State.RUNNING);
    app.attempt = 1;
    staged.add(app.id);
    serveSoon(app);
  }

  private void serveSoon(App app) {
    time.schedule(
        SERVE,
        () -> {
          if (app.state == State.RUNNING && app.phase != Phase.STOPPING) {
            app.phase = Phase.READY;
            app.readyAt = Optional.of(time.now());
          }
        });
  }

  /** While an application lives, YARN lets it have more than its queue would. */
  void adjust(String id, Terms terms) {
    App app = app(id);
    if (app.isLive()) {
      adjustments.add(id);
      terms.priority().ifPresent(priority -> app.priority = priority);
      terms.maxLifetime().ifPresent(app::lives);
      terms.queue().ifPresent(app::moved);
    }
  }

  void kill(String id) {
    App app = app(id);
    if (app.isLive()) {
      stops.add("kill " + id);
      app.end(State.KILLED, FinalStatus.KILLED, "killed");
    }
  }

  /** The agent is asked to stop its process. */
  void shutdown(String id, String why) {
    App app = app(id);
    if (!app.isLive() || app.phase == Phase.STOPPING) {
      return;
    }
    stops.add("shutdown " + id);
    app.phase = Phase.STOPPING;
    time.schedule(END, () -> app.end(State.FINISHED, FinalStatus.SUCCEEDED, why));
  }

  // What happens to applications by itself.

  void quit(String id) {
    app(id).end(State.FINISHED, FinalStatus.SUCCEEDED, "the service was quit by its user");
  }

  void fail(String id, String diagnostics) {
    app(id).end(State.FAILED, FinalStatus.FAILED, diagnostics);
  }

  void killedByAnAdministrator(String id) {
    app(id).end(State.KILLED, FinalStatus.KILLED, "killed by user root");
  }

  void restartProcess(String id) {
    App app = app(id);
    app.restarts++;
    app.phase = Phase.RESTARTING;
    serveSoon(app);
  }

  /** From now on agents say how their servers are used. */
  void measureUse() {
    measuring = true;
  }

  /** Its user works on, or a kernel does, until told otherwise. */
  void work(String id, boolean busy) {
    App app = app(id);
    app.lastWork = time.now();
    app.busy = busy;
  }

  /** Its server gives that answer when asked how it is used; none heals it. */
  void troubleAsking(String id, String trouble) {
    app(id).trouble = trouble;
  }

  /** Its agent last looked that long ago, whenever it is asked. */
  void lastLooked(String id, Duration ago) {
    app(id).lastLook = ago;
  }

  /** The container is lost and YARN starts the next attempt. */
  void nextAttempt(String id) {
    App app = app(id);
    app.attempt++;
    app.restarts = 0;
    app.phase = Phase.STARTING;
    app.readyAt = Optional.empty();
    serveSoon(app);
  }

  /** The ResourceManager has lost its state, or has kept it for long enough. */
  void forget(String id) {
    apps.remove(id);
  }

  /** The applications that have something in their users' homes. */
  Set<String> staged() {
    return Set.copyOf(staged);
  }

  void removeStaged(String user, Set<String> ids) {
    staged.removeIf(id -> ids.contains(id) && knows(id) && app(id).launch.user().equals(user));
  }

  List<ApplicationReport> reports() {
    return apps.values().stream().map(App::report).toList();
  }

  List<App> live() {
    return apps.values().stream().filter(App::isLive).toList();
  }

  List<App> liveOf(String uid) {
    return live().stream().filter(a -> a.launch.uid().equals(uid)).toList();
  }

  App app(String id) {
    return Optional.ofNullable(apps.get(id))
        .orElseThrow(() -> new IllegalArgumentException("no such application: " + id));
  }

  boolean knows(String id) {
    return apps.containsKey(id);
  }

  /** Submissions that took effect, in order. */
  List<String> submissions() {
    return List.copyOf(submissions);
  }

  /** The applications whose terms were changed, in order. */
  List<String> adjustments() {
    return List.copyOf(adjustments);
  }

  /** Kills and shutdowns that took effect, in order. */
  List<String> stops() {
    return List.copyOf(stops);
  }

  /** One application. */
  final class App {
    private final String id;
    private final Launch launch;
    private final Instant startedAt;
    private State state = State.NEW;
    private FinalStatus finalStatus = FinalStatus.UNDEFINED;
    private Phase phase = Phase.STARTING;
    private Optional<Instant> readyAt = Optional.empty();
    private Optional<Instant> finishedAt = Optional.empty();
    private String diagnostics = "";
    private int attempt;
    private int restarts;
    private int priority;
    private String queue;
    private Optional<Instant> expiresAt = Optional.empty();
    private Instant lastWork;
    private boolean busy;
    private String trouble = "";
    private Duration lastLook = Duration.ofSeconds(1);
    private final Set<String> keys = new HashSet<>();

    private App(String id, Launch launch, Instant startedAt) {
      this.id = id;
      this.launch = launch;
      this.startedAt = startedAt;
      this.lastWork = startedAt;
      this.queue = launch.queue();
    }

    void remember(String key) {
      keys.add(key);
    }

    /** Keys of its key-value store. */
    Set<String> keys() {
      return Set.copyOf(keys);
    }

    String id() {
      return id;
    }

    Launch launch() {
      return launch;
    }

    boolean isLive() {
      return report().isLive();
    }

    void moved(String to) {
      queue = to;
    }

    private void lives(Duration lifetime) {
      Instant end = startedAt.plus(lifetime);
      expiresAt = Optional.of(end);
      time.schedule(Duration.between(time.now(), end), () -> expire(end));
    }

    private void expire(Instant end) {
      if (expiresAt.equals(Optional.of(end))) {
        end(
            State.KILLED,
            FinalStatus.KILLED,
            "Application is killed by ResourceManager as it has exceeded the lifetime period.");
      }
    }

    private void advance(State from, State to) {
      if (state == from) {
        state = to;
      }
    }

    private void end(State how, FinalStatus status, String why) {
      if (isLive()) {
        state = how;
        finalStatus = status;
        diagnostics = why;
        finishedAt = Optional.of(time.now());
      }
    }

    ApplicationReport report() {
      boolean runs = state == State.RUNNING;
      return new ApplicationReport(
          id,
          launch.uid(),
          launch.run(),
          launch.launchHash(),
          launch.user(),
          queue,
          state,
          finalStatus,
          priority,
          expiresAt,
          attempt,
          runs ? "node1" : "",
          runs ? 20_000 : 0,
          "",
          diagnostics,
          startedAt,
          finishedAt);
    }

    AgentStatus agentStatus() {
      return new AgentStatus(
          phase,
          new AgentPlace(id, attempt, "container_1", 0),
          new ServiceAddress("node1", 20_001, "/notebooks/team-a/churn/", "http"),
          new ProcessStatus(
              42, restarts, Optional.empty(), startedAt, readyAt, Optional.of(time.now())),
          Optional.empty(),
          "",
          0,
          List.of(),
          readyAt.filter(at -> measuring).map(this::activity));
    }

    private ActivityReport activity(Instant since) {
      Duration quiet =
          busy
              ? Duration.ZERO
              : Duration.between(lastWork.isAfter(since) ? lastWork : since, time.now());
      return new ActivityReport(
          Duration.ofSeconds(30),
          Duration.between(since, time.now()),
          trouble.isEmpty() ? 9 : 0,
          Optional.of(lastLook),
          trouble,
          quiet,
          "a kernel's activity",
          busy ? Optional.of(Duration.between(lastWork, time.now())) : Optional.empty(),
          busy ? "a kernel is busy" : "",
          busy || lastWork.isAfter(startedAt) ? 1 : 0,
          busy ? 1 : 0,
          0,
          0,
          0);
    }
  }
}
