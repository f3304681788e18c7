package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.OPTIONS;
import static dev.heddle.operator.store.StoreFixture.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three servers, one of which may die, whichever it is. */
class QuorumTest {

  private static final int WRITERS = 4;
  private static final int WRITES = 50;

  private final StoreFixture fixture = new StoreFixture();
  private TestingCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestingCluster(3);
    cluster.start();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    cluster.close();
  }

  @Test
  void aLeaderThatDiesUnderWritersCostsNoWriteAndNoSight() throws Exception {
    ZooKeeperStore writer = store();
    ZooKeeperStore witness = store();
    Recorder seen = new Recorder();
    try (Subscription watch =
        witness.watch(NOTEBOOK, "", witness.list(NOTEBOOK, "").resourceVersion(), seen)) {
      assertThat(watch).isNotNull();
      List<CompletableFuture<List<Long>>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        String prefix = "w" + w + "-";
        writers.add(CompletableFuture.supplyAsync(() -> write(writer, prefix), fixture.executor));
      }
      await().until(() -> seen.seen.size() > WRITES / 2);

      InstanceSpec dead = leader();
      cluster.killServer(dead);

      List<Long> versions = writers.stream().flatMap(w -> w.join().stream()).toList();
      await().atMost(Duration.ofSeconds(20)).until(() -> seen.seen.size() == WRITERS * WRITES);
      assertThat(seen.seen)
          .extracting(Recorder.Seen::version)
          .isSorted()
          .containsExactlyInAnyOrderElementsOf(versions);
      assertThat(witness.list(NOTEBOOK, "").items()).hasSize(WRITERS * WRITES);

      cluster.restartServer(dead);
      writer.create(NOTEBOOK, object("team-a", "last"));
      assertThat(witness.list(NOTEBOOK, "").items()).hasSize(WRITERS * WRITES + 1);
    }
  }

  private static List<Long> write(ZooKeeperStore store, String prefix) {
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < WRITES; i++) {
      ObjectNode created = store.create(NOTEBOOK, object("team-a", prefix + i));
      versions.add(created.at("/metadata/resourceVersion").asLong());
    }
    return versions;
  }

  private ZooKeeperStore store() {
    StoreOptions patient =
        new StoreOptions(
            1000,
            8 << 20,
            400,
            8 << 20,
            1 << 30,
            Duration.ofSeconds(60),
            OPTIONS.sweep(),
            OPTIONS.heal());
    return fixture.store(
        fixture.connection(
            new ZooKeeperConnection.Settings(
                cluster.getConnectString(),
                "/heddle-test",
                Optional.of("heddle:secret"),
                Duration.ofSeconds(6))),
        patient);
  }

  private InstanceSpec leader() throws IOException {
    for (InstanceSpec instance : cluster.getInstances()) {
      if (status(instance.getPort()).contains("Mode: leader")) {
        return instance;
      }
    }
    throw new IllegalStateException("no server leads");
  }

  private static String status(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("srvr".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
