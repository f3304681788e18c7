package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.notebook.Environment;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.Server;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.cleanup.CleanupReconciler;
import dev.heddle.operator.cleanup.OnPurpose;
import dev.heddle.operator.cleanup.OrphanWatch;
import dev.heddle.operator.notebook.NotebookReconciler;
import dev.heddle.operator.quota.QuotaReconciler;
import dev.heddle.operator.yarn.InMemoryLaunchRemains;
import dev.heddle.operator.yarn.WorkspaceRemains;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.runtime.EventSink;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.testing.Replica;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A whole operator on a simulated cluster in virtual time: store, engine, both controllers, YARN
 * and agents. It checks the laws after each step, and starts a new operator a second after one
 * died.
 */
final class World {

  static final String NAMESPACE = "team-a";
  static final String NAME = "churn";

  private final EngineHarness harness;
  private final SplittableRandom random;
  private final FakeYarn yarn;
  private Consumer<YarnConnection> onStart = connection -> {};
  private Consumer<YarnConnection> onEachStart = connection -> {};
  private ActionBoundary boundary = ActionBoundary.none();
  private YarnConnection connection;
  private YarnPoller poller;
  private Replica operator;
  private int operators;
  private boolean cleaning;
  private boolean orphansAllowed;
  private String checked = "";

  World(long seed) {
    harness = new EngineHarness(seed);
    random = new SplittableRandom(seed);
    yarn = new FakeYarn(harness.time());
  }

  /** Plans faults of the first operator, before it starts. */
  World withFirst(Consumer<YarnConnection> plan) {
    onStart = plan;
    return this;
  }

  /** Plans faults of each operator, until {@link #calm}. */
  World withEach(Consumer<YarnConnection> plan) {
    onEachStart = plan;
    return this;
  }

  /** No more faults from now on. */
  void calm() {
    onEachStart = c -> {};
    connection.heal();
    operator.connection().faults().heal();
    if (operator.process().isKilled()) {
      start();
    }
  }

  /** The first operator dies the first time it reaches that boundary. */
  World dyingAt(ActionBoundary.Boundary fatal) {
    boundary =
        reached -> {
          if (reached == fatal) {
            boundary = ActionBoundary.none();
            throw new YarnCrash("at " + fatal.word());
          }
        };
    return this;
  }

  /** Policies are carried out, too. */
  World cleaning() {
    cleaning = true;
    return this;
  }

  /** For a test that makes one itself. */
  World toleratingOrphans() {
    orphansAllowed = true;
    return this;
  }

  World start() {
    connection = new YarnConnection(yarn, harness.time());
    onStart.accept(connection);
    onStart = c -> {};
    onEachStart.accept(connection);
    YarnConnection mine = connection;
    operator = harness.lead((replica, engine) -> controllers(replica, engine, mine));
    operators++;
    return this;
  }

  private void controllers(Replica replica, Engine.Builder engine, YarnConnection mine) {
    SimpleMeterRegistry meters = replica.meters();
    poller =
        new YarnPoller(
            mine,
            mine,
            replica.process(),
            random.split(),
            PollerOptions.of(Duration.ofSeconds(2), Duration.ofMillis(200)),
            new StagingSweep(mine, replica.connection(), replica.process()),
            meters);
    ApplicationReconciler applications =
        new ApplicationReconciler(
            mine, mine, poller, reached -> boundary.reached(reached), "operator", meters);
    engine.controller(new NotebookReconciler("0.0.0.0", random.split()).controller().build());
    engine.controller(applications.controller(poller).build());
    engine.controller(new QuotaReconciler("operator", meters).controller().build());
    if (cleaning) {
      engine.controller(
          new CleanupReconciler(
                  mine,
                  OnPurpose.toldTo(mine),
                  new NoFiles(),
                  new InMemoryLaunchRemains(),
                  new OrphanWatch(replica.process()),
                  EventSink.NONE,
                  meters)
              .controller()
              .build());
    }
  }

  /** Workspaces that nothing is ever removed from. */
  private static final class NoFiles implements WorkspaceRemains {
    @Override
    public void emptyTrash(String user, String workspace) {
      throw new UnsupportedOperationException("nothing here has a workspace");
    }

    @Override
    public void remove(String user, String workspace) {
      throw new UnsupportedOperationException("nothing here has a workspace");
    }
  }

  InMemoryStore store() {
    return harness.store();
  }

  FakeYarn yarn() {
    return yarn;
  }

  YarnConnection connection() {
    return connection;
  }

  YarnPoller poller() {
    return poller;
  }

  Replica operator() {
    return operator;
  }

  int operators() {
    return operators;
  }

  /** Kill -9; nobody starts a new one before the test does. */
  void killOperator() {
    operator.kill();
  }

  /** Time passes outside; no operator is started again meanwhile. */
  void advanceOutside(Duration by) {
    harness.advance(by);
  }

  Instant now() {
    return harness.time().now();
  }

  void advance(Duration by) {
    advanceUntil(() -> false, by);
  }

  /** Lets time pass, checking the laws after each step, until the condition holds. */
  boolean advanceUntil(BooleanSupplier condition, Duration limit) {
    long end = harness.time().nanoTime() + limit.toNanos();
    while (true) {
      try {
        boolean held =
            harness.advanceUntil(
                () -> {
                  checkLaws();
                  return condition.getAsBoolean() || operator.process().isKilled();
                },
                Duration.ofNanos(Math.max(0, end - harness.time().nanoTime())));
        if (!operator.process().isKilled() || !held) {
          return held;
        }
      } catch (YarnCrash crash) {
        operator.kill();
      }
      if (condition.getAsBoolean()) {
        return true;
      }
      harness.advance(Duration.ofSeconds(1));
      start();
    }
  }

  /** I1 and I10, at every moment. */
  private void checkLaws() {
    List<String> live = yarn.live().stream().map(FakeYarn.App::id).toList();
    String moment = store().version() + live;
    if (moment.equals(checked)) {
      return;
    }
    checked = moment;
    for (Application application : applications()) {
      application
          .status()
          .run()
          .filter(run -> application.status().attempt() > 0)
          .filter(run -> application.status().finishedAt().isEmpty())
          .filter(run -> yarn.knows(run.applicationId()))
          .ifPresent(
              run ->
                  assertThat(yarn.staged())
                      .as("what an application keeps, until its end is on record")
                      .contains(run.applicationId()));
    }
    for (FakeYarn.App app : yarn.live()) {
      String uid = app.launch().uid();
      assertThat(yarn.liveOf(uid)).as("I1: live applications of one resource").hasSize(1);
      if (orphansAllowed) {
        continue;
      }
      assertThat(applications())
          .as("I10: the resource of live %s is still there", app.id())
          .anyMatch(a -> a.metadata().uid().equals(uid));
    }
  }

  private List<Application> applications() {
    return store().list(Kinds.APPLICATION, "").items();
  }

  // What people do.

  static NotebookSpec spec(String memory, RestartPolicy policy, boolean suspend) {
    return spec(memory, policy, suspend, Terms.none(), Optional.empty(), Optional.empty());
  }

  static NotebookSpec spec(
      String memory, Optional<UpdateStrategy> strategy, Optional<Culling> culling) {
    return spec(
        memory, RestartPolicy.ON_FAILURE, false, Terms.none(), culling, Optional.empty(), strategy);
  }

  static NotebookSpec spec(
      String memory, RestartPolicy policy, boolean suspend, Optional<Culling> culling) {
    return spec(memory, policy, suspend, Terms.none(), culling, Optional.empty());
  }

  static NotebookSpec spec(boolean suspend, Optional<Culling> culling, Schedule schedule) {
    return spec(
        "1Gi", RestartPolicy.ON_FAILURE, suspend, Terms.none(), culling, Optional.of(schedule));
  }

  static NotebookSpec spec(String memory, RestartPolicy policy, boolean suspend, Terms terms) {
    return spec(memory, policy, suspend, terms, Optional.empty(), Optional.empty());
  }

  private static NotebookSpec spec(
      String memory,
      RestartPolicy policy,
      boolean suspend,
      Terms terms,
      Optional<Culling> culling,
      Optional<Schedule> schedule) {
    return spec(
        memory, policy, suspend, terms, culling, schedule, Optional.of(UpdateStrategy.IMMEDIATE));
  }

  private static NotebookSpec spec(
      String memory,
      RestartPolicy policy,
      boolean suspend,
      Terms terms,
      Optional<Culling> culling,
      Optional<Schedule> schedule,
      Optional<UpdateStrategy> strategy) {
    return new NotebookSpec(
        Optional.empty(),
        Environment.ofDefault(),
        new Resources(DataSize.parse(memory), 1),
        terms.queue().orElse(Terms.DEFAULT_QUEUE),
        Optional.of("alice"),
        Server.NOTEBOOK,
        List.of(),
        Map.of(),
        Map.of(),
        RunIn.APPLICATION_MASTER,
        "",
        terms.priority(),
        terms.maxLifetime(),
        Optional.empty(),
        suspend,
        policy,
        5,
        Duration.ofMinutes(10),
        Optional.empty(),
        Duration.ofSeconds(10),
        Optional.empty(),
        culling,
        schedule,
        strategy);
  }

  void createNotebook() {
    createNotebook(RestartPolicy.ON_FAILURE);
  }

  void createNotebook(NotebookSpec spec) {
    store().create(Kinds.NOTEBOOK, new Notebook(ObjectMeta.named(NAMESPACE, NAME), spec, null));
  }

  void createNotebook(RestartPolicy policy) {
    store()
        .create(
            Kinds.NOTEBOOK,
            new Notebook(ObjectMeta.named(NAMESPACE, NAME), spec("1Gi", policy, false), null));
  }

  void edit(UnaryOperator<Notebook> change) {
    store().update(Kinds.NOTEBOOK, change.apply(notebook().orElseThrow()));
  }

  void deleteNotebook() {
    store().delete(Kinds.NOTEBOOK, NAMESPACE, NAME, Preconditions.none());
  }

  // What people see.

  Optional<Notebook> notebook() {
    return store().get(Kinds.NOTEBOOK, NAMESPACE, NAME);
  }

  Application application() {
    return store().get(Kinds.APPLICATION, NAMESPACE, NAME).orElseThrow();
  }

  Phase phase() {
    return notebook().map(n -> n.status().phase()).orElse(Phase.PENDING);
  }

  String applicationId() {
    return notebook().flatMap(n -> n.status().applicationId()).orElse("");
  }

  void awaitPhase(Phase phase) {
    awaitPhase(phase, Duration.ofMinutes(2));
  }

  void awaitPhase(Phase phase, Duration limit) {
    assertThat(advanceUntil(() -> phase() == phase, limit))
        .as("phase %s, is %s: %s", phase, phase(), notebook())
        .isTrue();
  }

  void awaitGone() {
    assertThat(
            advanceUntil(
                () -> store().list(Kinds.APPLICATION, "").items().isEmpty() && notebook().isEmpty(),
                Duration.ofMinutes(2)))
        .as("gone, is %s", notebook())
        .isTrue();
  }

  /** L2: nothing is written and nothing done outside while nothing happens. */
  void assertQuiet() {
    advance(Duration.ofSeconds(30));
    String version = store().version();
    List<String> submissions = yarn.submissions();
    List<String> stops = yarn.stops();
    advance(Duration.ofMinutes(45));
    assertThat(store().version()).as("L2: the store's version").isEqualTo(version);
    assertThat(yarn.submissions()).isEqualTo(submissions);
    assertThat(yarn.stops()).isEqualTo(stops);
  }
}
