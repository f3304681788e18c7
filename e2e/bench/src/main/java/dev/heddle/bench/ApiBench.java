package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.access.ConfiguredAccess;
import dev.heddle.operator.access.LiveAccess;
import dev.heddle.operator.api.ApiAccess;
import dev.heddle.operator.api.ApiParts;
import dev.heddle.operator.api.ApiServer;
import dev.heddle.operator.api.ApiSettings;
import dev.heddle.operator.api.AuditLog;
import dev.heddle.operator.api.HealthChecks;
import dev.heddle.operator.api.TokenFile;
import dev.heddle.operator.config.StoreConfig;
import dev.heddle.operator.store.EmbeddedZooKeeper;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.StoreOptions;
import dev.heddle.operator.store.Surroundings;
import dev.heddle.operator.store.ZooKeeperConnection;
import dev.heddle.operator.store.ZooKeeperStore;
import dev.heddle.operator.testing.InMemoryApplicationAccess;
import dev.heddle.operator.testing.InMemoryCleanupAccess;
import dev.heddle.operator.testing.InMemoryClusterAccess;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The API over thousands of notebooks on an embedded ZooKeeper: one client that asks one thing
 * after the other, lists, and a hundred watchers. Client and server share a process and its two
 * ends of a loopback connection without TLS.
 */
final class ApiBench {

  private static final String HOST = "127.0.0.1";
  private static final String NOTEBOOKS = "/apis/heddle.dev/v1/namespaces/bench/notebooks";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final int WRITERS = 32;
  private static final int REQUESTS = 200;
  private static final int WATCHERS = 100;
  private static final int UPDATES = 200;
  private static final int COLLECTIONS = 4;
  private static final byte[] NOTHING = {};

  private final Clock clock;
  private final LongSupplier nanos;
  private final int notebooks;

  ApiBench(Clock clock, LongSupplier nanos, int notebooks) {
    this.clock = requireNonNull(clock, "clock is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.notebooks = notebooks;
  }

  Report run(Path home, int n) throws IOException, InterruptedException {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    ExecutorService tasks = Executors.newCachedThreadPool();
    try (EmbeddedZooKeeper zooKeeper =
            EmbeddedZooKeeper.start(
                new StoreConfig.Embedded(0, home.resolve("store"), Duration.ofSeconds(10)),
                new SecureRandom(),
                timer,
                tasks);
        ZooKeeperConnection connection = ZooKeeperConnection.open(zooKeeper.settings());
        ZooKeeperStore store =
            ZooKeeperStore.open(
                connection,
                StoreOptions.defaults(),
                new Surroundings(clock, nanos, () -> UUID.randomUUID().toString(), timer, tasks));
        ApiServer server = serve(home, store, timer)) {
      String token = Files.readString(home.resolve("token"), UTF_8).strip();
      return new Report(
          "api",
          new Measured(server.port(), token, store).rows(n),
          List.of(
              notebooks
                  + " notebooks of about 1 kB; get, patch and apply are medians of "
                  + REQUESTS
                  + " requests; writes are durable; memory of server, store, ZooKeeper and the "
                  + WATCHERS
                  + " watchers' clients together; aim: get 0.1, patch and apply 2, list 20, table"
                  + " 60 ms, 100,000 events/s, 10 ms to the watcher (p99), 40 MB"));
    } finally {
      timer.shutdownNow();
      tasks.shutdownNow();
    }
  }

  private ApiServer serve(Path home, ObjectStore store, ScheduledExecutorService timer) {
    return ApiServer.start(
        ApiSettings.ofDefault("bench").withPort(0),
        TokenFile.openOrCreate(home.resolve("token"), new SecureRandom()),
        new ApiParts(
            store,
            new InMemoryApplicationAccess(),
            new InMemoryClusterAccess(),
            new InMemoryCleanupAccess(),
            new HealthChecks(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            clock,
            new ApiAccess(
                new LiveAccess(store, ConfiguredAccess.none()),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                AuditLog.none()),
            timer,
            "bench"));
  }

  /** The measurements on a server that runs. */
  private final class Measured {
    private final int port;
    private final String token;
    private final ObjectStore store;

    Measured(int port, String token, ObjectStore store) {
      this.port = port;
      this.token = token;
      this.store = store;
    }

    List<Row> rows(int n) throws IOException, InterruptedException {
      long before = heap();
      fill();
      Map<String, double[]> samples = new HashMap<>();
      List<String> names =
          List.of("get-ms", "patch-ms", "apply-ms", "list-json-ms", "list-table-ms");
      names.forEach(name -> samples.put(name, new double[n]));
      try (WireClient client = client()) {
        for (int i = -2; i < n; i++) {
          for (String name : names) {
            double value = sample(client, name, i);
            if (i >= 0) {
              samples.get(name)[i] = value;
            }
          }
        }
      }
      List<Row> rows = new ArrayList<>();
      names.forEach(name -> rows.add(Row.of(name, samples.get(name), "ms")));
      watch(n, before, rows);
      return rows;
    }

    private double sample(WireClient client, String name, int round) throws IOException {
      return switch (name) {
        case "get-ms" -> median(i -> client.ask("GET", item(i), headers("", ""), NOTHING));
        case "patch-ms" ->
            median(
                i ->
                    client.ask(
                        "PATCH",
                        item(i),
                        headers("application/merge-patch+json", ""),
                        patch(round, i)));
        case "apply-ms" ->
            median(
                i ->
                    client.ask(
                        "PATCH",
                        item(i) + "?fieldManager=bench&force=true",
                        headers("application/apply-patch+yaml", ""),
                        bytes(object("n" + i, "a" + round))));
        case "list-json-ms" -> once(() -> list(client, ""));
        default -> once(() -> list(client, TABLE));
      };
    }

    private byte[] list(WireClient client, String accept) throws IOException {
      return client.ask("GET", NOTEBOOKS, headers("", accept), NOTHING);
    }

    private byte[] patch(int round, int i) {
      return ("{\"spec\":{\"queue\":\"q" + round + "-" + i + "\"}}").getBytes(UTF_8);
    }

    private Map<String, String> headers(String contentType, String accept) {
      Map<String, String> headers = new HashMap<>();
      headers.put("Authorization", "Bearer " + token);
      if (!contentType.isEmpty()) {
        headers.put("Content-Type", contentType);
      }
      if (!accept.isEmpty()) {
        headers.put("Accept", accept);
      }
      return headers;
    }

    private WireClient client() throws IOException {
      return new WireClient(new Socket(InetAddress.getLoopbackAddress(), port), HOST);
    }

    private void fill() throws InterruptedException {
      ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
      try {
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < notebooks; i++) {
          ObjectNode object = object("n" + i, "default");
          writes.add(writers.submit(() -> store.create(Kinds.NOTEBOOK, object)));
        }
        for (Future<?> write : writes) {
          write.get();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("a write failed", e);
      } finally {
        writers.shutdownNow();
      }
    }

    /**
     * The throughput of many watchers, how long one waits for a patch, and the memory of it all.
     */
    private void watch(int n, long before, List<Row> rows)
        throws IOException, InterruptedException {
      double[] rates = new double[n];
      double[] delays = new double[n];
      double[] megabytes = new double[1];
      AtomicReference<CountDownLatch> deliveries = new AtomicReference<>(new CountDownLatch(0));
      List<WireClient> watchers = new ArrayList<>();
      try (WireClient client = client()) {
        for (int i = 0; i < WATCHERS; i++) {
          watchers.add(watcher(deliveries));
        }
        for (int sample = -1; sample < n; sample++) {
          deliveries.set(new CountDownLatch(WATCHERS * UPDATES));
          long begin = nanos.getAsLong();
          for (int i = 0; i < UPDATES; i++) {
            store.update(Kinds.NOTEBOOK, object("n" + i, "w" + sample), ObjectStore.Scope.SPEC);
          }
          deliveries.get().await();
          double rate = WATCHERS * UPDATES / ((nanos.getAsLong() - begin) / 1e9);
          double delay = delay(client, deliveries, sample);
          if (sample >= 0) {
            rates[sample] = rate;
            delays[sample] = delay;
          }
        }
        megabytes[0] = (heap() - before) / 1e6;
      } finally {
        for (WireClient watcher : watchers) {
          watcher.close();
        }
      }
      rows.add(Row.of("watch-events-per-second", rates, "events/s"));
      rows.add(Row.of("patch-to-watcher-p99-ms", delays, "ms"));
      rows.add(Row.of("heap-mb", megabytes, "MB"));
    }

    /** From the patch that is sent to the moment when all watchers have its event. */
    private double delay(WireClient client, AtomicReference<CountDownLatch> deliveries, int sample)
        throws IOException, InterruptedException {
      double[] millis = new double[UPDATES];
      for (int i = 0; i < UPDATES; i++) {
        deliveries.set(new CountDownLatch(WATCHERS));
        long begin = nanos.getAsLong();
        client.ask(
            "PATCH", item(i), headers("application/merge-patch+json", ""), patch(1000 + sample, i));
        deliveries.get().await();
        millis[i] = (nanos.getAsLong() - begin) / 1e6;
      }
      Arrays.sort(millis);
      return millis[UPDATES * 99 / 100];
    }

    private WireClient watcher(AtomicReference<CountDownLatch> deliveries) throws IOException {
      WireClient watcher = client();
      String version = store.list(Kinds.NOTEBOOK, "bench").resourceVersion();
      watcher.send(
          "GET", NOTEBOOKS + "?watch=true&resourceVersion=" + version, headers("", ""), NOTHING);
      while (!watcher.line().isEmpty()) {
        // the head of the answer
      }
      Thread reader = new Thread(() -> follow(watcher, deliveries), "watcher");
      reader.setDaemon(true);
      reader.start();
      return watcher;
    }
  }

  /** An event is a line. */
  private static void follow(WireClient watcher, AtomicReference<CountDownLatch> deliveries) {
    try {
      watcher.lines(() -> deliveries.get().countDown());
    } catch (IOException e) {
      // closed: the measurement is over
    }
  }

  private interface Ask {
    byte[] ask() throws IOException;
  }

  private interface AskOne {
    byte[] ask(int i) throws IOException;
  }

  private double once(Ask request) throws IOException {
    long begin = nanos.getAsLong();
    int size = request.ask().length;
    double millis = (nanos.getAsLong() - begin) / 1e6;
    if (size < notebooks * 100) {
      throw new IllegalStateException("the list is " + size + " bytes only");
    }
    return millis;
  }

  private double median(AskOne request) throws IOException {
    double[] millis = new double[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      long begin = nanos.getAsLong();
      request.ask(i);
      millis[i] = (nanos.getAsLong() - begin) / 1e6;
    }
    return Row.of("request", millis, "ms").median();
  }

  private static String item(int i) {
    return NOTEBOOKS + "/n" + i;
  }

  private static byte[] bytes(ObjectNode object) {
    return object.toString().getBytes(UTF_8);
  }

  /** A notebook of about 1 kB. */
  private static ObjectNode object(String name, String queue) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", "heddle.dev/v1").put("kind", "Notebook");
    object
        .putObject("metadata")
        .put("namespace", "bench")
        .put("name", name)
        .putObject("annotations")
        .put("example.com/note", "x".repeat(500));
    ObjectNode spec = object.putObject("spec");
    spec.put("queue", queue);
    spec.putObject("resources").put("memory", "1Gi").put("vcores", 1);
    return object;
  }

  private static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
