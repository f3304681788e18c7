package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.operator.config.StoreConfig;
import dev.heddle.operator.store.EmbeddedZooKeeper;
import dev.heddle.operator.store.StoreOptions;
import dev.heddle.operator.store.Surroundings;
import dev.heddle.operator.store.ZooKeeperConnection;
import dev.heddle.operator.store.ZooKeeperStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two operators serve the same objects of one ZooKeeper, and clients go from one to the other. */
@Timeout(60)
class TwoOperatorsTest {

  private static final int WRITERS = 3;
  private static final int WRITES = 60;
  private static final String WATCH = NOTEBOOKS + "?watch=true&resourceVersion=";

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final ExecutorService tasks = Executors.newCachedThreadPool();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private List<RunningApi> operators;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    EmbeddedZooKeeper zooKeeper =
        EmbeddedZooKeeper.start(
            new StoreConfig.Embedded(0, directory.resolve("zookeeper"), Duration.ofSeconds(5)),
            new SecureRandom(),
            timer,
            tasks);
    opened.add(zooKeeper);
    operators = List.of(operator(directory, zooKeeper, "a"), operator(directory, zooKeeper, "b"));
  }

  private RunningApi operator(Path directory, EmbeddedZooKeeper zooKeeper, String name)
      throws IOException {
    ZooKeeperConnection connection = ZooKeeperConnection.open(zooKeeper.settings());
    opened.add(connection);
    ZooKeeperStore store =
        ZooKeeperStore.open(
            connection,
            StoreOptions.defaults(),
            new Surroundings(
                Clock.systemUTC(),
                System::nanoTime,
                () -> UUID.randomUUID().toString(),
                timer,
                tasks));
    opened.add(store);
    RunningApi api =
        new RunningApi(
            Files.createDirectory(directory.resolve(name)),
            ApiSettings.ofDefault("ada"),
            Optional.of(store));
    opened.add(api);
    return api;
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    timer.shutdownNow();
    tasks.shutdownNow();
  }

  @Test
  void aWatchThatMovesMissesNothingAndRepeatsNothing() throws Exception {
    String begin = operators.get(0).get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText();
    int expected = WRITERS * (WRITES + 1);
    CompletableFuture<List<String>> resting =
        CompletableFuture.supplyAsync(() -> restingWatch(begin, expected), tasks);
    CompletableFuture<List<String>> moving =
        CompletableFuture.supplyAsync(() -> movingWatch(begin, expected), tasks);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      String name = "n" + w;
      writers.add(CompletableFuture.runAsync(() -> write(name), tasks));
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }

    assertThat(moving.get()).isEqualTo(resting.get()).hasSize(expected).doesNotHaveDuplicates();
  }

  /** Creates at one operator and changes at both, each change on top of the one before. */
  private void write(String name) {
    assertThat(operators.get(0).post(NOTEBOOKS, notebook(name).toString()).code()).isEqualTo(201);
    for (int i = 0; i < WRITES; i++) {
      Reply reply =
          operators
              .get(i % 2)
              .patch(NOTEBOOKS + "/" + name, "{\"spec\": {\"queue\": \"q" + i + "\"}}");
      assertThat(reply.code()).isEqualTo(200);
    }
  }

  private List<String> restingWatch(String begin, int expected) {
    List<String> seen = new ArrayList<>();
    try (Lines watch = operators.get(1).stream(WATCH + begin)) {
      while (seen.size() < expected) {
        seen.add(described(watch.json()));
      }
    }
    return seen;
  }

  /** Reads a few events at one operator, breaks off, and goes on at the other from the last one. */
  private List<String> movingWatch(String begin, int expected) {
    Random random = new Random(11);
    int moves = 0;
    List<String> seen = new ArrayList<>();
    String version = begin;
    while (seen.size() < expected) {
      RunningApi operator = operators.get(moves++ % 2);
      try (Lines watch = operator.stream(WATCH + version)) {
        for (int few = 1 + random.nextInt(12); few > 0 && seen.size() < expected; few--) {
          JsonNode event = watch.json();
          seen.add(described(event));
          version = event.at("/object/metadata/resourceVersion").asText();
        }
      }
    }
    assertThat(moves).isGreaterThan(10);
    return seen;
  }

  private static String described(JsonNode event) {
    JsonNode object = event.path("object");
    return event.path("type").asText()
        + " "
        + object.at("/metadata/name").asText()
        + " "
        + object.at("/spec/queue").asText()
        + " @"
        + object.at("/metadata/resourceVersion").asText();
  }

  @Test
  void bothListTheSameAtTheSameVersionAndSeeWhatTheOtherWrote() {
    for (int i = 0; i < 20; i++) {
      String name = "n" + i;
      assertThat(operators.get(i % 2).post(NOTEBOOKS, notebook(name).toString()).code())
          .isEqualTo(201);
      JsonNode other = operators.get((i + 1) % 2).get(NOTEBOOKS).json();
      assertThat(other.path("items")).hasSize(i + 1);
      assertThat(operators.get((i + 1) % 2).get(NOTEBOOKS + "/" + name).code()).isEqualTo(200);
      assertThat(operators.get(i % 2).get(NOTEBOOKS).json()).isEqualTo(other);
    }
  }
}
