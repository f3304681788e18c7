package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.EVENT;
import static dev.heddle.crd.json.Kinds.SECRET;
import static dev.heddle.reconciler.Context.EventKind.NORMAL;
import static dev.heddle.reconciler.Context.EventKind.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.heddle.crd.core.Event;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of an object: counted, bounded, and gone with it. */
class EventsTest {

  private final StoreFixture fixture = new StoreFixture();
  private EmbeddedZooKeeper server;
  private ZooKeeperStore objects;
  private ResourceStore store;
  private EventRecorder recorder;
  private Secret about;

  @BeforeEach
  void start(@TempDir Path directory) {
    server = fixture.server(directory, 0);
    objects = fixture.store(server.settings());
    store = new TypedStore(objects);
    recorder = new EventRecorder(objects, "test");
    about = store.create(SECRET, secret("key"));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void equalHappeningsAreOneEventWithACount() {
    recorder.record(about, WARNING, "Failed", "no queue 'x'");
    recorder.record(about, NORMAL, "Started", "it runs");
    recorder.record(about, WARNING, "Failed", "no queue 'x'");

    List<Event> events = store.list(EVENT, "team-a").items();

    assertThat(events).extracting(Event::reason).containsExactlyInAnyOrder("Failed", "Started");
    Event failed = events.stream().filter(e -> e.reason().equals("Failed")).findFirst().get();
    assertThat(failed.count()).isEqualTo(2);
    assertThat(failed.type()).isEqualTo("Warning");
    assertThat(failed.involvedObject().uid()).isEqualTo(about.metadata().uid());
    assertThat(failed.firstTimestamp()).isEqualTo(StoreFixture.NOW);
    assertThat(failed.source().component()).isEqualTo("test");
    assertThat(store.get(EVENT, "team-a", failed.metadata().name())).contains(failed);
  }

  @Test
  void aWatchTellsWhatIsNewAndWhatIsCountedAndWhatGoes() {
    Recorder seen = new Recorder();
    try (Subscription watch =
        objects.watch(EVENT, "", objects.list(EVENT, "").resourceVersion(), seen)) {
      assertThat(watch).isNotNull();
      recorder.record(about, NORMAL, "Started", "it runs");
      recorder.record(about, NORMAL, "Ended", "it ran");
      recorder.record(about, NORMAL, "Started", "it runs");
      String name = seenName(seen);
      objects.delete(EVENT, "team-a", name, Preconditions.none());
      await().until(() -> seen.seen.size() == 4);
      assertThat(seen.seen.stream().map(s -> s.change().name()))
          .containsExactly("ADDED", "ADDED", "MODIFIED", "DELETED");
      assertThat(seen.seen.get(2).object().path("count").asInt()).isEqualTo(2);
    }
  }

  private static String seenName(Recorder seen) {
    await().until(() -> !seen.seen.isEmpty());
    return seen.seen.get(0).name();
  }

  @Test
  void theOldestEventsMakeRoom() {
    Recorder seen = new Recorder();
    try (Subscription watch =
        objects.watch(EVENT, "", objects.list(EVENT, "").resourceVersion(), seen)) {
      assertThat(watch).isNotNull();
      for (int i = 0; i < EventBook.CAPACITY + 3; i++) {
        recorder.record(about, NORMAL, "Step", "step " + i);
      }
      assertThat(store.list(EVENT, "").items())
          .hasSize(EventBook.CAPACITY)
          .noneMatch(e -> e.message().equals("step 2"))
          .anyMatch(e -> e.message().equals("step 3"));
      await().until(() -> seen.state().size() == EventBook.CAPACITY && seen.seen.size() == 56);
      // A client that is cut off after the removal is told of it again.
      long removal = seen.seen.get(50).version();
      Recorder resumed = new Recorder();
      try (Subscription again = objects.watch(EVENT, "", Long.toString(removal), resumed)) {
        assertThat(again).isNotNull();
        await().until(() -> resumed.seen.size() == 6);
        assertThat(resumed.changes().get(0)).isEqualTo(seen.changes().get(50));
      }
    }
  }

  @Test
  void eventsSurviveARestartAndKeepCounting() {
    recorder.record(about, NORMAL, "Started", "it runs");
    ZooKeeperStore other = fixture.store(server.settings());
    new EventRecorder(other, "test").record(about, NORMAL, "Started", "it runs");
    assertThat(new TypedStore(other).list(EVENT, "").items())
        .singleElement()
        .matches(e -> e.count() == 2);
  }

  @Test
  void eventsGoWithTheirObject() {
    fixture.duties(objects, 0);
    Secret other = store.create(SECRET, secret("other"));
    recorder.record(about, NORMAL, "Started", "it runs");
    recorder.record(other, NORMAL, "Started", "it runs");

    store.delete(SECRET, "team-a", "key", Preconditions.none());

    await().until(() -> store.list(EVENT, "").items().size() == 1);
    assertThat(store.list(EVENT, "").items().get(0).involvedObject().name()).isEqualTo("other");
  }

  @Test
  void anEventIsNotEdited() {
    recorder.record(about, NORMAL, "Started", "it runs");
    Event event = store.list(EVENT, "").items().get(0);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.update(EVENT, event))
        .matches(e -> e.reason() == Reason.INVALID);
  }

  private static Secret secret(String name) {
    return new Secret(ObjectMeta.named("team-a", name), "Opaque", Map.of());
  }
}
