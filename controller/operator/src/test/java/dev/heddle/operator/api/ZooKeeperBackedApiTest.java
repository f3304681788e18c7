package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.config.StoreConfig;
import dev.heddle.operator.store.EmbeddedZooKeeper;
import dev.heddle.operator.store.StoreOptions;
import dev.heddle.operator.store.Surroundings;
import dev.heddle.operator.store.ZooKeeperConnection;
import dev.heddle.operator.store.ZooKeeperStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of an object through the API on the real store: versions, conflicts, watch, deletion.
 */
@Timeout(60)
class ZooKeeperBackedApiTest {

  private static final String CHURN = NOTEBOOKS + "/churn";

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final ExecutorService tasks = Executors.newCachedThreadPool();
  private EmbeddedZooKeeper server;
  private ZooKeeperConnection connection;
  private ZooKeeperStore store;
  private RunningApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    server =
        EmbeddedZooKeeper.start(
            new StoreConfig.Embedded(0, directory.resolve("zookeeper"), Duration.ofSeconds(5)),
            new SecureRandom(),
            timer,
            tasks);
    connection = ZooKeeperConnection.open(server.settings());
    store =
        ZooKeeperStore.open(
            connection,
            StoreOptions.defaults(),
            new Surroundings(
                Clock.systemUTC(),
                System::nanoTime,
                () -> UUID.randomUUID().toString(),
                timer,
                tasks));
    api = new RunningApi(directory, ApiSettings.ofDefault("ada"), Optional.of(store));
  }

  @AfterEach
  void stop() {
    api.close();
    store.close();
    connection.close();
    server.close();
    timer.shutdownNow();
    tasks.shutdownNow();
  }

  @Test
  void anObjectLivesFromCreationToDeletion() {
    ObjectNode created = (ObjectNode) api.post(NOTEBOOKS, notebook("churn").toString()).json();
    assertThat(created.at("/metadata/annotations/heddle.dev~1owner").asText()).isEqualTo("ada");
    assertThat(api.post(NOTEBOOKS, notebook("churn").toString()).code()).isEqualTo(409);
    String version = api.get(NOTEBOOKS).json().at("/metadata/resourceVersion").asText();

    try (Lines watch = api.stream(NOTEBOOKS + "?watch=true&resourceVersion=" + version)) {
      JsonNode patched = api.patch(CHURN, "{\"spec\": {\"suspend\": true}}").json();
      assertThat(patched.at("/metadata/generation").asInt()).isEqualTo(2);
      assertThat(watch.event()).isEqualTo("MODIFIED churn");

      assertThat(api.put(CHURN, created.toString()).json().path("reason").asText())
          .isEqualTo("Conflict");
      assertThat(api.put(CHURN, patched.toString()).json()).isEqualTo(patched);

      JsonNode ready = api.patch(CHURN + "/status", "{\"status\": {\"phase\": \"Ready\"}}").json();
      assertThat(ready.at("/status/phase").asText()).isEqualTo("Ready");
      assertThat(ready.at("/metadata/generation").asInt()).isEqualTo(2);
      assertThat(watch.json().at("/object/status/phase").asText()).isEqualTo("Ready");

      api.patch(CHURN, "{\"metadata\": {\"finalizers\": [\"heddle.dev/application\"]}}");
      assertThat(watch.event()).isEqualTo("MODIFIED churn");
      assertThat(api.delete(CHURN).json().at("/metadata/deletionTimestamp").asText()).isNotEmpty();
      assertThat(watch.event()).isEqualTo("MODIFIED churn");
      api.patch(CHURN, "{\"metadata\": {\"finalizers\": null}}");
      assertThat(watch.event()).isEqualTo("DELETED churn");
    }
    assertThat(api.get(CHURN).code()).isEqualTo(404);
  }

  @Test
  void aVersionFromBeforeTheLogIsExpired() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    try (Lines watch = api.stream(NOTEBOOKS + "?watch=true&resourceVersion=1")) {
      assertThat(watch.json().at("/object/reason").asText()).isEqualTo("Expired");
    }
  }

  @Test
  void aDeletionOfAnotherIncarnationIsRefused() {
    api.post(NOTEBOOKS, notebook("churn").toString());

    assertThat(
            api.deleteWith(CHURN, "{\"preconditions\": {\"uid\": \"other\"}}")
                .json()
                .path("reason")
                .asText())
        .isEqualTo("Conflict");
    assertThat(api.delete(CHURN).json().path("status").asText()).isEqualTo("Success");
  }
}
