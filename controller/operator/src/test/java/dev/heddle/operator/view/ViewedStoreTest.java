package dev.heddle.operator.view;

import static dev.heddle.operator.pod.Applications.MASTER_ONLY;
import static dev.heddle.operator.pod.Applications.WITH_WORKERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.pod.Applications;
import dev.heddle.operator.pod.PodView;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.operator.testing.InMemoryObjectStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewedStoreTest {

  private Instant now = Instant.parse("2026-11-23T01:00:00Z");

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
  private final InMemoryObjectStore kept = new InMemoryObjectStore(clock, 1_000);
  private final ViewedStore store = new ViewedStore(kept, clock, List.of(new PodView()), List.of());
  private final Seen seen = new Seen();

  /** What a watcher was told, as {@code ADDED name}. */
  private static final class Seen implements ObjectWatcher {
    final List<String> events = new ArrayList<>();
    final List<String> versions = new ArrayList<>();
    Optional<Reason> end = Optional.empty();

    @Override
    public void onChange(Change change, ObjectNode object) {
      events.add(change + " " + object.at("/metadata/name").asText());
      versions.add(object.at("/metadata/resourceVersion").asText());
    }

    @Override
    public void onEnd(StoreException cause) {
      end = Optional.of(cause.reason());
    }
  }

  private ObjectNode create(String name, String status) {
    kept.create(Kinds.APPLICATION, Applications.application(name, status));
    return status(name, status);
  }

  private ObjectNode status(String name, String status) {
    ObjectNode object = Applications.application(name, status);
    object.withObject("/metadata").remove("resourceVersion");
    return kept.update(Kinds.APPLICATION, object, Scope.STATUS);
  }

  private Subscription watch(String version, Seen watcher) {
    return store.watch(Kinds.POD, "", version, watcher);
  }

  @Test
  void whatIsComputedIsListedInTheVersionOfItsSources() {
    create("app", WITH_WORKERS);
    String version = create("churn", MASTER_ONLY).at("/metadata/resourceVersion").asText();

    Snapshot pods = store.list(Kinds.POD, "team-a");

    assertThat(pods.resourceVersion()).isEqualTo(version);
    assertThat(pods.items())
        .extracting(pod -> pod.at("/metadata/name").asText())
        .containsExactly("app-am-1", "app-worker-0", "app-worker-1", "app-worker-2", "churn-am-2");
    assertThat(pods.items().get(4).at("/metadata/resourceVersion").asText()).isEqualTo(version);
    assertThat(store.list(Kinds.POD, "team-b").items()).isEmpty();
    assertThat(store.get(Kinds.POD, "team-a", "app-worker-1")).contains(pods.items().get(2));
    assertThat(store.get(Kinds.POD, "team-a", "app-worker-9")).isEmpty();
    assertThat(store.get(Kinds.POD, "team-a", "nonsense")).isEmpty();
  }

  @Test
  void aChangeOfASourceIsWhatItMakesDiffer() {
    create("app", WITH_WORKERS);
    watch(store.list(Kinds.POD, "").resourceVersion(), seen);

    status("app", WITH_WORKERS.replace("worker_2", "worker_4"));
    status("app", WITH_WORKERS.replace("worker_2", "worker_4").replace("Requested", "Running"));
    ObjectNode same = Applications.application("app", "{}");
    same.withObject("/metadata").remove("resourceVersion");
    same.withObject("/spec").put("queue", "other");
    kept.update(Kinds.APPLICATION, same, Scope.SPEC);
    kept.delete(
        Kinds.APPLICATION, "team-a", "app", new Preconditions(Optional.empty(), Optional.empty()));

    assertThat(seen.events)
        .containsExactly(
            "DELETED app-worker-2",
            "ADDED app-worker-4",
            "MODIFIED app-worker-1",
            "DELETED app-am-1",
            "DELETED app-worker-0",
            "DELETED app-worker-1",
            "DELETED app-worker-4");
  }

  @Test
  void whoGoesOnFromAnyEventMissesNone() {
    String start = store.list(Kinds.POD, "").resourceVersion();
    watch(start, seen);
    create("app", WITH_WORKERS);
    status("app", MASTER_ONLY);

    for (int i = 0; i < seen.events.size(); i++) {
      Seen again = new Seen();
      watch(seen.versions.get(i), again);
      assertThat(again.events).endsWith(rest(seen.events, i + 1));
    }
    assertThat(seen.events).hasSize(9);
  }

  private static String[] rest(List<String> events, int from) {
    return events.subList(from, events.size()).toArray(String[]::new);
  }

  @Test
  void aVersionOlderThanTheJournalIsTooOld() {
    String before = store.list(Kinds.APPLICATION, "").resourceVersion();
    create("app", WITH_WORKERS);

    assertThatThrownBy(() -> watch(before, seen))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
    assertThatThrownBy(() -> watch("now", seen))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID));
  }

  @Test
  void theJournalEndsWhenNobodyLooksAndBeginsAnew() {
    Subscription watch = watch(store.list(Kinds.POD, "").resourceVersion(), seen);
    now = now.plus(Duration.ofMinutes(6));
    create("app", WITH_WORKERS);
    assertThat(kept.openWatches()).as("somebody watches").isEqualTo(1);

    watch.close();
    now = now.plus(Duration.ofMinutes(6));
    status("app", MASTER_ONLY);

    assertThat(kept.openWatches()).isZero();
    assertThat(seen.events).hasSize(4);
    Seen later = new Seen();
    watch(store.list(Kinds.POD, "").resourceVersion(), later);
    status("app", WITH_WORKERS);
    assertThat(later.events).hasSize(5);
  }

  @Test
  void aLostSessionEndsTheWatchesOfViewsToo() {
    watch(store.list(Kinds.POD, "").resourceVersion(), seen);

    kept.endWatches(Reason.UNAVAILABLE);

    assertThat(seen.end).contains(Reason.UNAVAILABLE);
    Seen later = new Seen();
    watch(store.list(Kinds.POD, "").resourceVersion(), later);
    create("app", WITH_WORKERS);
    assertThat(later.events).hasSize(4);
  }

  @Test
  void theJournalForgetsTheOldestChangesWhole() {
    String start = store.list(Kinds.POD, "").resourceVersion();
    for (int i = 0; i < 600; i++) {
      kept.create(Kinds.APPLICATION, Applications.application("app-" + i, WITH_WORKERS));
    }

    assertThatThrownBy(() -> watch(start, seen)).isInstanceOf(StoreException.class);
    watch(Long.toString(Long.parseLong(start) + 100), seen);
    assertThat(seen.events).hasSize(2_000);
  }

  @Test
  void whatIsComputedCannotBeWritten() {
    create("churn", MASTER_ONLY);
    ObjectNode pod = store.get(Kinds.POD, "team-a", "churn-am-2").orElseThrow();

    assertThatThrownBy(() -> store.create(Kinds.POD, pod)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.update(Kinds.POD, pod, Scope.SPEC))
        .isInstanceOf(StoreException.class);
  }
}
