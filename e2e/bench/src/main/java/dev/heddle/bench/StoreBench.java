package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.config.StoreConfig;
import dev.heddle.operator.store.EmbeddedZooKeeper;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.StoreOptions;
import dev.heddle.operator.store.Surroundings;
import dev.heddle.operator.store.ZooKeeperConnection;
import dev.heddle.operator.store.ZooKeeperStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** The store on an embedded ZooKeeper: create, list, watch, and memory an object. */
final class StoreBench {

  private static final String NAMESPACE = "bench";
  private static final int WRITERS = 32;
  private static final int WATCHERS = 100;
  private static final int UPDATES = 200;
  private static final int COLLECTIONS = 4;

  private final LongSupplier nanos;
  private final int objects;

  StoreBench(LongSupplier nanos, int objects) {
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.objects = objects;
  }

  Report run(Path home, int n) throws IOException, InterruptedException {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    ExecutorService tasks = Executors.newCachedThreadPool();
    try (EmbeddedZooKeeper server =
            EmbeddedZooKeeper.start(
                new StoreConfig.Embedded(0, home.resolve("store"), Duration.ofSeconds(10)),
                new SecureRandom(),
                timer,
                tasks);
        ZooKeeperConnection connection = ZooKeeperConnection.open(server.settings())) {
      Surroundings surroundings =
          new Surroundings(
              Clock.systemUTC(), nanos, () -> UUID.randomUUID().toString(), timer, tasks);
      try (ZooKeeperStore store =
          ZooKeeperStore.open(connection, StoreOptions.defaults(), surroundings)) {
        List<Row> rows = new ArrayList<>();
        long before = heap();
        rows.add(create(store, n));
        double each = (heap() - before) / (double) objects / 1024;
        rows.add(list(store, n));
        rows.add(watch(store, n));
        rows.add(Row.of("memory an object, store and server", new double[] {each}, "KiB"));
        return new Report(
            "store", rows, List.of("aim: list 200 ms, 4 KiB an idle object; fsync on this disk"));
      }
    } finally {
      timer.shutdownNow();
      tasks.shutdownNow();
    }
  }

  /** The objects come in n portions, each a sample. */
  private Row create(ObjectStore store, int n) throws InterruptedException {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    double[] rates = new double[n];
    int portion = objects / n;
    try {
      for (int sample = 0; sample < n; sample++) {
        long begin = nanos.getAsLong();
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < portion; i++) {
          ObjectNode object = object("n" + (sample * portion + i));
          writes.add(writers.submit(() -> store.create(Kinds.NOTEBOOK, object)));
        }
        for (Future<?> write : writes) {
          write.get();
        }
        rates[sample] = portion / ((nanos.getAsLong() - begin) / 1e9);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a write failed", e);
    } finally {
      writers.shutdownNow();
    }
    return Row.of("create, " + WRITERS + " writers", rates, "objects/s");
  }

  private Row list(ObjectStore store, int n) {
    double[] millis = new double[n];
    store.list(Kinds.NOTEBOOK, NAMESPACE);
    for (int sample = 0; sample < n; sample++) {
      long begin = nanos.getAsLong();
      int found = store.list(Kinds.NOTEBOOK, NAMESPACE).items().size();
      millis[sample] = (nanos.getAsLong() - begin) / 1e6;
      if (found < objects / n * n) {
        throw new IllegalStateException("only " + found + " objects are listed");
      }
    }
    return Row.of("list " + objects, millis, "ms");
  }

  private Row watch(ObjectStore store, int n) throws InterruptedException {
    double[] rates = new double[n];
    for (int sample = 0; sample < n; sample++) {
      CountDownLatch deliveries = new CountDownLatch(WATCHERS * UPDATES);
      String version = store.list(Kinds.NOTEBOOK, NAMESPACE).resourceVersion();
      List<AutoCloseable> watches = new ArrayList<>();
      for (int i = 0; i < WATCHERS; i++) {
        watches.add(store.watch(Kinds.NOTEBOOK, NAMESPACE, version, new Counter(deliveries)));
      }
      long begin = nanos.getAsLong();
      for (int i = 0; i < UPDATES; i++) {
        ObjectNode object = object("n" + i);
        object.withObject("spec").put("queue", "q" + sample);
        store.update(Kinds.NOTEBOOK, object, ObjectStore.Scope.SPEC);
      }
      deliveries.await();
      rates[sample] = WATCHERS * UPDATES / ((nanos.getAsLong() - begin) / 1e9);
      for (AutoCloseable watch : watches) {
        close(watch);
      }
    }
    return Row.of("watch, " + WATCHERS + " watchers", rates, "events/s");
  }

  private static void close(AutoCloseable watch) {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("a watch did not close", e);
    }
  }

  /** A notebook of about 1 kB. */
  private static ObjectNode object(String name) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", "heddle.dev/v1").put("kind", "Notebook");
    object
        .putObject("metadata")
        .put("namespace", NAMESPACE)
        .put("name", name)
        .putObject("annotations")
        .put("example.com/note", "x".repeat(500));
    ObjectNode spec = object.putObject("spec");
    spec.put("queue", "default");
    spec.putObject("resources").put("memory", "1Gi").put("vcores", 1);
    return object;
  }

  /** What is in use after collections, server and all. */
  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Counts what one watcher is told. */
  private record Counter(CountDownLatch deliveries) implements ObjectStore.ObjectWatcher {
    @Override
    public void onChange(Change change, ObjectNode object) {
      deliveries.countDown();
    }

    @Override
    public void onEnd(StoreException cause) {
      throw new IllegalStateException("the watch ended", cause);
    }
  }
}
