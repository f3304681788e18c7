package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NAMESPACE;
import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.crd.json.Kinds.SOURCE;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a write makes of an object, and what readers and watchers see of it. */
class ZooKeeperStoreTest {

  private static final StoreFixture FIXTURE = new StoreFixture();
  private static final AtomicInteger ROOTS = new AtomicInteger();
  private static EmbeddedZooKeeper server;

  private ZooKeeperStore store;

  @BeforeAll
  static void startServer(@TempDir Path directory) {
    server = FIXTURE.server(directory, 0);
  }

  @AfterAll
  static void stop() {
    FIXTURE.close();
  }

  @BeforeEach
  void openStore() {
    store = FIXTURE.store(StoreFixture.at(server.settings(), "/t" + ROOTS.incrementAndGet()));
  }

  @Test
  void aCreatedObjectGetsIdentityTimeAndVersionAndNoStatus() {
    ObjectNode incoming = object("team-a", "churn");
    incoming.putObject("status").put("phase", "Running");
    incoming.withObjectProperty("metadata").put("uid", "mine").put("generation", 7);

    ObjectNode created = store.create(NOTEBOOK, incoming);

    ObjectNode metadata = created.withObjectProperty("metadata");
    assertThat(metadata.get("uid").asText()).startsWith("uid-");
    assertThat(metadata.get("generation").asInt()).isEqualTo(1);
    assertThat(metadata.get("creationTimestamp").asText()).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(created.get("kind").asText()).isEqualTo("Notebook");
    assertThat(created.has("status")).isFalse();
    assertThat(store.get(NOTEBOOK, "team-a", "churn")).contains(created);
    assertThat(Long.parseLong(version(created))).isPositive();
  }

  @Test
  void aGeneratedNameIsNew() {
    ObjectNode incoming = object("team-a", "");
    incoming.withObjectProperty("metadata").put("generateName", "churn-");

    ObjectNode first = store.create(NOTEBOOK, incoming);
    ObjectNode second = store.create(NOTEBOOK, incoming);

    assertThat(name(first)).matches("churn-[a-z0-9]{5}");
    assertThat(name(second)).matches("churn-[a-z0-9]{5}").isNotEqualTo(name(first));
  }

  @Test
  void aNameExistsOnce() {
    store.create(NOTEBOOK, object("team-a", "churn"));
    assertRefused(Reason.ALREADY_EXISTS, () -> store.create(NOTEBOOK, object("team-a", "churn")));
    store.create(NOTEBOOK, object("team-b", "churn"));
  }

  @Test
  void aNameThatIsNoNameIsRefused() {
    assertRefused(Reason.INVALID, () -> store.create(NOTEBOOK, object("team-a", "a/b")));
    assertRefused(Reason.INVALID, () -> store.create(NOTEBOOK, object("", "churn")));
    assertRefused(Reason.INVALID, () -> store.create(NOTEBOOK, object("_", "churn")));
  }

  @Test
  void theFirstObjectMakesItsNamespace() {
    store.create(NOTEBOOK, object("team-a", "churn"));
    assertThat(store.get(NAMESPACE, "", "team-a")).isPresent();
  }

  @Test
  void aChangeOfTheSpecCountsTheGenerationAndKeepsStatusAndIdentity() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "churn"));
    ObjectNode withStatus = created.deepCopy();
    withStatus.putObject("status").put("phase", "Running");
    store.update(NOTEBOOK, withStatus, Scope.STATUS);

    ObjectNode change = object("team-a", "churn");
    change.withObjectProperty("spec").put("queue", "research");
    ObjectNode updated = store.update(NOTEBOOK, change, Scope.SPEC);

    assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(2);
    assertThat(updated.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));
    assertThat(updated.at("/status/phase").asText()).isEqualTo("Running");
    assertThat(updated.at("/spec/queue").asText()).isEqualTo("research");
    assertThat(Long.parseLong(version(updated))).isGreaterThan(Long.parseLong(version(created)));
  }

  @Test
  void aWriteOfTheStatusChangesNothingElse() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "churn"));
    ObjectNode change = object("team-a", "churn");
    change.withObjectProperty("spec").put("queue", "research");
    change.withObjectProperty("metadata").putObject("labels").put("a", "b");
    change.putObject("status").put("phase", "Running");

    ObjectNode updated = store.update(NOTEBOOK, change, Scope.STATUS);

    ObjectNode expected = created.deepCopy();
    expected.putObject("status").put("phase", "Running");
    assertThat(withoutVersion(updated)).isEqualTo(withoutVersion(expected));
  }

  @Test
  void aWriteOfTheMetadataLeavesSpecAndStatusToTheLetter() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "churn"));
    ObjectNode change = object("team-a", "churn");
    change.remove("spec");
    change.withObjectProperty("metadata").putObject("labels").put("a", "b");

    ObjectNode updated = store.update(NOTEBOOK, change, Scope.METADATA);

    assertThat(updated.at("/spec")).isEqualTo(created.at("/spec"));
    assertThat(updated.at("/metadata/labels/a").asText()).isEqualTo("b");
    assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @Test
  void aWriteThatChangesNothingKeepsTheVersionAndIsNotSeen() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "churn"));
    Recorder recorder = new Recorder();
    try (Subscription watch = store.watch(NOTEBOOK, "", version(created), recorder)) {
      assertThat(watch).isNotNull();
      for (Scope scope : Scope.values()) {
        assertThat(version(store.update(NOTEBOOK, created, scope))).isEqualTo(version(created));
      }
      store.create(NOTEBOOK, object("team-a", "other"));
      await().until(() -> !recorder.seen.isEmpty());
      assertThat(recorder.changes()).containsExactly("ADDED other");
    }
  }

  @Test
  void aWriteOnAnOldVersionIsAConflict() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "churn"));
    ObjectNode change = created.deepCopy();
    change.withObjectProperty("spec").put("queue", "research");
    store.update(NOTEBOOK, change, Scope.SPEC);
    assertRefused(Reason.CONFLICT, () -> store.update(NOTEBOOK, change, Scope.SPEC));
  }

  @Test
  void anotherObjectOfTheSameNameIsAConflict() {
    ObjectNode first = store.create(NOTEBOOK, object("team-a", "churn"));
    store.delete(NOTEBOOK, "team-a", "churn", Preconditions.none());
    store.create(NOTEBOOK, object("team-a", "churn"));
    first.withObjectProperty("metadata").remove("resourceVersion");
    String uid = first.at("/metadata/uid").asText();

    assertRefused(Reason.CONFLICT, () -> store.update(NOTEBOOK, first, Scope.SPEC));
    assertRefused(
        Reason.CONFLICT, () -> store.delete(NOTEBOOK, "team-a", "churn", Preconditions.uid(uid)));
    assertRefused(
        Reason.CONFLICT,
        () ->
            store.delete(
                NOTEBOOK,
                "team-a",
                "churn",
                new Preconditions(Optional.empty(), Optional.of("1"))));
  }

  @Test
  void whatIsNotThereCannotBeChanged() {
    assertThat(store.get(NOTEBOOK, "team-a", "churn")).isEmpty();
    assertRefused(
        Reason.NOT_FOUND, () -> store.update(NOTEBOOK, object("team-a", "churn"), Scope.SPEC));
    assertRefused(
        Reason.NOT_FOUND, () -> store.delete(NOTEBOOK, "team-a", "churn", Preconditions.none()));
  }

  @Test
  void deletionWaitsForTheLastFinalizer() {
    ObjectNode incoming = object("team-a", "churn");
    incoming.withObjectProperty("metadata").putArray("finalizers").add("a/one").add("a/two");
    ObjectNode created = store.create(NOTEBOOK, incoming);
    Recorder recorder = new Recorder();
    try (Subscription watch = store.watch(NOTEBOOK, "team-a", version(created), recorder)) {
      assertThat(watch).isNotNull();
      ObjectNode waiting = store.delete(NOTEBOOK, "team-a", "churn", Preconditions.none());
      assertThat(waiting.at("/metadata/deletionTimestamp").asText())
          .isEqualTo("2026-03-01T08:00:00Z");
      assertThat(store.delete(NOTEBOOK, "team-a", "churn", Preconditions.none()))
          .isEqualTo(waiting);

      waiting = waiting.deepCopy();
      waiting.withObjectProperty("metadata").putArray("finalizers").add("a/three");
      ObjectNode added = waiting;
      assertRefused(Reason.INVALID, () -> store.update(NOTEBOOK, added, Scope.METADATA));

      waiting.withObjectProperty("metadata").putArray("finalizers").add("a/two");
      waiting = store.update(NOTEBOOK, waiting, Scope.METADATA);
      assertThat(store.get(NOTEBOOK, "team-a", "churn")).isPresent();

      waiting.withObjectProperty("metadata").remove("finalizers");
      ObjectNode gone = store.update(NOTEBOOK, waiting, Scope.METADATA);

      assertThat(store.get(NOTEBOOK, "team-a", "churn")).isEmpty();
      await().until(() -> recorder.seen.size() == 3);
      assertThat(recorder.changes())
          .containsExactly("MODIFIED churn", "MODIFIED churn", "DELETED churn");
      assertThat(recorder.seen.get(2).version()).isEqualTo(Long.parseLong(version(gone)));
    }
  }

  @Test
  void aListIsOneMomentByNamespaceAndName() {
    store.create(NOTEBOOK, object("team-b", "a"));
    store.create(NOTEBOOK, object("team-a", "z"));
    store.create(NOTEBOOK, object("team-a", "b"));
    store.create(NOTEBOOK, object("team-a-2", "c"));

    assertThat(names(store.list(NOTEBOOK, ""))).containsExactly("b", "z", "c", "a");
    assertThat(names(store.list(NOTEBOOK, "team-a"))).containsExactly("b", "z");
    assertThat(names(store.list(SOURCE, ""))).isEmpty();
  }

  @Test
  void aWatchFromAListMissesNothing() {
    store.create(NOTEBOOK, object("team-a", "one"));
    Snapshot snapshot = store.list(NOTEBOOK, "");
    store.create(NOTEBOOK, object("team-a", "two"));
    store.create(SOURCE, object("", "lab"));
    store.delete(NOTEBOOK, "team-a", "one", Preconditions.none());
    Recorder all = new Recorder();
    Recorder other = new Recorder();

    try (Subscription a = store.watch(NOTEBOOK, "", snapshot.resourceVersion(), all);
        Subscription b = store.watch(NOTEBOOK, "team-b", snapshot.resourceVersion(), other)) {
      assertThat(List.of(a, b)).hasSize(2);
      store.create(NOTEBOOK, object("team-b", "three"));
      await().until(() -> all.seen.size() == 3 && other.seen.size() == 1);
      assertThat(all.changes()).containsExactly("ADDED two", "DELETED one", "ADDED three");
      assertThat(other.changes()).containsExactly("ADDED three");
    }
  }

  @Test
  void aClosedWatchIsSilent() {
    ObjectNode created = store.create(NOTEBOOK, object("team-a", "one"));
    Recorder closed = new Recorder();
    Recorder open = new Recorder();
    store.watch(NOTEBOOK, "", version(created), closed).close();
    try (Subscription watch = store.watch(NOTEBOOK, "", version(created), open)) {
      assertThat(watch).isNotNull();
      store.create(NOTEBOOK, object("team-a", "two"));
      await().until(() -> open.seen.size() == 1);
    }
    assertThat(closed.seen).isEmpty();
    assertThat(closed.end).isEmpty();
  }

  @Test
  void aVersionOlderThanTheWindowHasExpired() {
    assertRefused(Reason.EXPIRED, () -> store.watch(NOTEBOOK, "", "0", new Recorder()));
    assertRefused(Reason.INVALID, () -> store.watch(NOTEBOOK, "", "new", new Recorder()));
  }

  @Test
  void anObjectThatDoesNotFitSaysSo() {
    ObjectNode big = object("team-a", "big");
    big.withObjectProperty("spec").put("note", "x".repeat(600_000));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.create(NOTEBOOK, big))
        .withMessageContaining("allowed are 491520")
        .matches(e -> e.reason() == Reason.INVALID);
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .matches(e -> e.reason() == reason, "reason " + reason);
  }

  private static List<String> names(Snapshot snapshot) {
    return snapshot.items().stream().map(ZooKeeperStoreTest::name).toList();
  }

  private static String name(ObjectNode object) {
    return object.at("/metadata/name").asText();
  }

  private static String version(ObjectNode object) {
    return object.at("/metadata/resourceVersion").asText();
  }

  private static ObjectNode withoutVersion(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.withObjectProperty("metadata").remove("resourceVersion");
    return copy;
  }
}
