package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.OPTIONS;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cut lines, lost answers, ended sessions, restarts: what was acknowledged stays, all is seen. */
class StoreFaultsTest {

  private final StoreFixture fixture = new StoreFixture();
  @TempDir private Path directory;
  private EmbeddedZooKeeper server;
  private ZooKeeperConnection inspector;

  @BeforeEach
  void start() {
    server = fixture.server(directory, 0);
    inspector = fixture.connection(server.settings());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aWriteWhoseAnswerWasLostIsFoundInTheLogAndNotRepeated() {
    Line line = fixture.line(server);
    ZooKeeperStore store = fixture.store(line.through(server.settings()));
    ZooKeeperStore witness = fixture.store(server.settings());
    store.create(NOTEBOOK, object("team-a", "first"));
    Recorder seen = new Recorder();
    try (Subscription watch = watch(witness, seen)) {
      assertThat(watch).isNotNull();

      line.loseAnswers();
      CompletableFuture<ObjectNode> created =
          CompletableFuture.supplyAsync(
              () -> store.create(NOTEBOOK, object("team-a", "second")), fixture.executor);
      await().until(() -> !seen.seen.isEmpty());
      assertThat(created).isNotDone();
      line.cut();

      ObjectNode answer = created.join();
      assertThat(seen.changes()).containsExactly("ADDED second");
      assertThat(answer.at("/metadata/resourceVersion").asLong())
          .isEqualTo(seen.seen.get(0).version());
      assertThat(store.get(NOTEBOOK, "team-a", "second")).contains(answer);
    }
  }

  @Test
  void aWatchGoesOnThroughCutsAndEndedSessions() {
    Line line = fixture.line(server);
    ZooKeeperConnection connection = fixture.connection(line.through(server.settings()));
    ZooKeeperStore store = fixture.store(connection, OPTIONS);
    ZooKeeperStore writer = fixture.store(server.settings());
    Recorder seen = new Recorder();
    try (Subscription watch = watch(store, seen)) {
      assertThat(watch).isNotNull();
      line.down();
      writer.create(NOTEBOOK, object("team-a", "while-cut"));
      line.up();
      await().until(() -> seen.seen.size() == 1);
      Sessions.expire(connection, server.settings().connect());
      writer.create(NOTEBOOK, object("team-a", "without-session"));
      await().until(() -> seen.seen.size() == 2);
      store.create(NOTEBOOK, object("team-a", "own"));
      await().until(() -> seen.seen.size() == 3);
      assertThat(seen.end).isEmpty();
    }
  }

  @Test
  void whoMissedMoreThanTheLogHoldsListsAgain() {
    Line line = fixture.line(server);
    ZooKeeperStore late = fixture.store(line.through(server.settings()));
    ZooKeeperStore writer = fixture.store(server.settings());
    fixture.duties(writer, 0);
    Recorder seen = new Recorder();
    try (Subscription watch = watch(late, seen)) {
      assertThat(watch).isNotNull();
      line.down();
      ObjectNode object = writer.create(NOTEBOOK, object("team-a", "churn"));
      for (int i = 0; i < OPTIONS.logEntries() * 2; i++) {
        ObjectNode change = object.deepCopy();
        change.withObjectProperty("spec").put("count", i);
        object = writer.update(NOTEBOOK, change, Scope.SPEC);
      }
      await().until(() -> logLength() <= OPTIONS.logEntries());
      line.up();

      await().until(() -> seen.end.isPresent());
      assertThat(seen.end.get().reason()).isEqualTo(Reason.EXPIRED);
      assertThat(seen.seen).isEmpty();
      assertThat(late.list(NOTEBOOK, "").items()).containsExactly(object);
      Recorder again = new Recorder();
      try (Subscription next = watch(late, again)) {
        assertThat(next).isNotNull();
        writer.create(NOTEBOOK, object("team-a", "next"));
        await().until(() -> again.changes().equals(List.of("ADDED next")));
      }
    }
  }

  private int logLength() {
    return children("/heddle/log/0").size();
  }

  @Test
  void theLogMovesOnToAnotherEraUnderRunningWriters() {
    StoreOptions options =
        new StoreOptions(
            1000, 8 << 20, 400, 8 << 20, 50, OPTIONS.timeout(), OPTIONS.sweep(), OPTIONS.heal());
    ZooKeeperStore leader = fixture.store(fixture.connection(server.settings()), options);
    ZooKeeperStore other = fixture.store(fixture.connection(server.settings()), options);
    fixture.duties(leader, 0);
    Recorder seen = new Recorder();
    try (Subscription watch = watch(other, seen)) {
      assertThat(watch).isNotNull();
      int written = 0;
      while (children("/heddle/log").size() < 2) {
        leader.create(NOTEBOOK, object("team-a", "a-" + written));
        other.create(NOTEBOOK, object("team-a", "b-" + written));
        written++;
      }
      leader.create(NOTEBOOK, object("team-a", "last"));
      int total = 2 * written + 1;
      await().until(() -> seen.seen.size() == total);
      assertThat(leader.list(NOTEBOOK, "").items()).hasSize(total);
      assertThat(fixture.store(server.settings()).list(NOTEBOOK, "").items()).hasSize(total);
    }
  }

  private List<String> children(String path) {
    return Requests.await(new Requests(inspector.zooKeeper()).children(path), Duration.ofSeconds(5))
        .orElseThrow();
  }

  @Test
  void everythingSurvivesARestartOfTheServerAndOfTheStore() {
    ZooKeeperStore before = fixture.store(server.settings());
    ObjectNode created = before.create(NOTEBOOK, object("team-a", "churn"));
    before.close();
    server.close();

    EmbeddedZooKeeper again = fixture.server(directory, 0);
    ZooKeeperStore after = fixture.store(again.settings());

    assertThat(after.get(NOTEBOOK, "team-a", "churn")).contains(created);
    ObjectNode change = created.deepCopy();
    change.withObjectProperty("spec").put("queue", "research");
    ObjectNode updated = after.update(NOTEBOOK, change, Scope.SPEC);
    assertThat(updated.at("/metadata/resourceVersion").asLong())
        .isGreaterThan(created.at("/metadata/resourceVersion").asLong());
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("data", "secret");
  }

  @Test
  void theStoreHealsWhenItsServerComesBack() {
    int port = Integer.parseInt(server.settings().connect().split(":")[1]);
    ZooKeeperStore store = fixture.store(server.settings());
    store.create(NOTEBOOK, object("team-a", "before"));
    Recorder seen = new Recorder();
    try (Subscription watch = watch(store, seen)) {
      assertThat(watch).isNotNull();
      server.close();
      CompletableFuture<ObjectNode> meanwhile =
          CompletableFuture.supplyAsync(
              () -> store.create(NOTEBOOK, object("team-a", "meanwhile")), fixture.executor);
      assertThat(store.get(NOTEBOOK, "team-a", "before")).isPresent();
      fixture.server(directory, port);

      assertThat(meanwhile.join()).isNotNull();
      await().until(() -> seen.changes().equals(List.of("ADDED meanwhile")));
    }
  }

  @Test
  void aStoreThatCannotBeReachedSaysSoInTime() {
    Line line = fixture.line(server);
    StoreOptions impatient =
        new StoreOptions(
            1000,
            8 << 20,
            400,
            8 << 20,
            1 << 30,
            Duration.ofMillis(500),
            OPTIONS.sweep(),
            OPTIONS.heal());
    ZooKeeperStore store =
        fixture.store(fixture.connection(line.through(server.settings())), impatient);
    store.create(NOTEBOOK, object("team-a", "before"));
    line.down();
    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.create(NOTEBOOK, object("team-a", "after")))
                    .matches(e -> e.reason() == Reason.UNAVAILABLE));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.list(NOTEBOOK, ""))
        .matches(e -> e.reason() == Reason.UNAVAILABLE);
    assertThat(store.get(NOTEBOOK, "team-a", "before")).isPresent();
  }

  @Test
  void whoDoesNotKnowTheSecretReadsAndWritesNothing() throws Exception {
    ZooKeeperStore store = fixture.store(server.settings());
    store.create(NOTEBOOK, object("team-a", "churn"));
    CuratorFramework stranger =
        fixture
            .connection(
                new ZooKeeperConnection.Settings(
                    server.settings().connect(),
                    "/heddle",
                    Optional.of("heddle:guess"),
                    StoreFixture.SESSION))
            .curator();
    String path = "/heddle/objects/notebooks.heddle.dev/team-a/churn";

    refused(() -> stranger.getData().forPath(path));
    refused(() -> stranger.setData().forPath(path, new byte[0]));
    refused(() -> stranger.delete().forPath(path));
    refused(() -> stranger.create().forPath("/heddle/log/0/e-0000009999"));
    refused(() -> stranger.create().forPath("/elsewhere"));
    refused(() -> stranger.setData().forPath("/heddle/epoch", new byte[0]));
    assertThat(Files.getPosixFilePermissions(directory.resolve("secret"))).hasSize(2);
    assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
  }

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(KeeperException.NoAuthException.class).isThrownBy(call);
  }

  private static Subscription watch(ZooKeeperStore store, Recorder recorder) {
    Snapshot snapshot = store.list(NOTEBOOK, "");
    return store.watch(NOTEBOOK, "", snapshot.resourceVersion(), recorder);
  }
}
