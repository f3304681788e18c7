package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.application.ActionBoundary;
import dev.heddle.operator.application.ApplicationReconciler;
import dev.heddle.operator.application.PollerOptions;
import dev.heddle.operator.application.StagingSweep;
import dev.heddle.operator.application.YarnPoller;
import dev.heddle.reconciler.runtime.Engine;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.time.ExecutorScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The operator's share of watching whether thousands of notebooks are used: rounds in which every
 * agent is asked once, as fast as they go, with all that follows from the answers.
 */
final class ActivityBench {

  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int WORKERS = 8;

  private final Clock clock;
  private final LongSupplier nanos;
  private final int notebooks;

  ActivityBench(Clock clock, LongSupplier nanos, int notebooks) {
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.notebooks = notebooks;
  }

  Report run(int n) throws InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ExecutorService tasks = Executors.newCachedThreadPool();
    ExecutorScheduler scheduler = new ExecutorScheduler(clock, nanos, timer, tasks);
    SimulatedFleet fleet = new SimulatedFleet(clock);
    InMemoryStore store = new InMemoryStore(scheduler);
    double[] seconds = new double[n];
    double[] share = new double[n];
    long whole;
    try {
      whole = rounds(fleet, store, scheduler, tasks, seconds, share);
    } finally {
      timer.shutdownNow(); // what waits there would keep the operator's memory
      tasks.shutdownNow();
    }
    tasks.awaitTermination(PERIOD.toSeconds(), TimeUnit.SECONDS);
    double[] each = {(whole - heap()) / (double) notebooks};
    return new Report(
        "activity",
        List.of(
            Row.of("cpu-share", share, "of a core"),
            Row.of("round-seconds", seconds, "s"),
            Row.of("heap-per-notebook-bytes", each, "B")),
        List.of(
            store.list(Kinds.APPLICATION, "").items().size()
                + " notebooks, each asked once in "
                + PERIOD.toSeconds()
                + " s, without the network; memory with the operator's own copy of each object;"
                + " aim: 0.05 of a core, 1,024 B"));
  }

  /** The memory in use at the end, with all that the operator keeps of what runs. */
  private long rounds(
      SimulatedFleet fleet,
      InMemoryStore store,
      ExecutorScheduler scheduler,
      ExecutorService tasks,
      double[] seconds,
      double[] share)
      throws InterruptedException {
    RandomGenerator random = RandomGenerator.getDefault();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    YarnPoller poller =
        new YarnPoller(
            fleet,
            fleet,
            scheduler,
            random,
            withoutPauses(),
            new StagingSweep((user, ids) -> {}, store, scheduler),
            meters);
    ApplicationReconciler reconciler =
        new ApplicationReconciler(fleet, fleet, poller, ActionBoundary.none(), "heddle", meters);
    Engine engine =
        Engine.builder(store, scheduler, random, meters)
            .controller(reconciler.controller(poller).workers(WORKERS).build())
            .workers(tasks)
            .build();
    for (int i = 0; i < notebooks; i++) {
      store.create(Kinds.APPLICATION, application("nb" + i));
    }
    engine.start();
    engine.becomeLeader();
    await("all to be submitted", () -> fleet.size() == notebooks);
    round(fleet);
    round(fleet);
    if (serving(store) < notebooks) {
      await("all to be seen", () -> fleet.reads() >= 10L * notebooks);
    }
    for (int sample = 0; sample < seconds.length; sample++) {
      long begin = nanos.getAsLong();
      long cpu = cpu();
      round(fleet);
      seconds[sample] = (nanos.getAsLong() - begin) / 1e9;
      share[sample] = (cpu() - cpu) / 1e9 / PERIOD.toSeconds();
    }
    long whole = heap();
    engine.stop(PATIENCE).join();
    return whole;
  }

  /** As many questions as there are notebooks, which are asked in turn. */
  private void round(SimulatedFleet fleet) throws InterruptedException {
    long end = fleet.reads() + notebooks;
    await("a round", () -> fleet.reads() >= end);
  }

  /** Every agent is due with each listing. */
  private static PollerOptions withoutPauses() {
    return new PollerOptions(
        Duration.ofMillis(500),
        Duration.ofMillis(50),
        Duration.ofSeconds(10),
        Duration.ofMillis(1),
        Integer.MAX_VALUE,
        16,
        Duration.ofDays(1));
  }

  private static long serving(InMemoryStore store) {
    return store.list(Kinds.APPLICATION, "").items().stream()
        .filter(each -> each.status().phase() == Phase.READY)
        .count();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = nanos.getAsLong() + PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (nanos.getAsLong() > end) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      never.await(2, TimeUnit.MILLISECONDS);
    }
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A Jupyter server with a rule that has hours to go. */
  private static Application application(String name) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", "heddle.dev/v1").put("kind", "Application");
    object.putObject("metadata").put("namespace", "bench").put("name", name);
    ObjectNode spec = object.putObject("spec");
    spec.put("queue", "default").put("user", "alice").put("restartPolicy", "OnFailure");
    spec.put("stopGrace", "10s").put("maxAttempts", 1);
    ObjectNode notebook = spec.putObject("services").putObject("notebook");
    notebook.putObject("resources").put("memory", "1 GiB").put("vcores", 1);
    notebook.put("script", "exec jupyter notebook");
    spec.putObject("culling")
        .put("idleAfter", "2h")
        .put("warnBefore", "10m")
        .put("minimumRunTime", "10m");
    return Json.fromTree(Kinds.APPLICATION, object);
  }
}
