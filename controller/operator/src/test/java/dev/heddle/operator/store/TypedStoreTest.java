package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Listing;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's view: records in and out. */
class TypedStoreTest {

  private final StoreFixture fixture = new StoreFixture();
  private ZooKeeperStore objects;
  private ResourceStore store;

  @BeforeEach
  void start(@TempDir Path directory) {
    objects = fixture.store(fixture.server(directory, 0).settings());
    store = new TypedStore(objects);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aRecordComesBackWithWhatTheStoreAssigned() {
    Secret created = store.create(SECRET, secret("key", "djE="));

    assertThat(created.metadata().uid()).isNotEmpty();
    assertThat(created.metadata().creationTimestamp()).contains(StoreFixture.NOW);
    assertThat(store.get(SECRET, "team-a", "key")).contains(created);
    assertThat(store.list(SECRET, "").items()).containsExactly(created);
    assertThat(store.update(SECRET, created)).isEqualTo(created);

    Secret changed = new Secret(created.metadata(), "Opaque", Map.of("a", "djI="));
    Secret updated = store.update(SECRET, changed);
    assertThat(updated.metadata().generation()).isEqualTo(2);
    assertThat(updated.data()).containsEntry("a", "djI=");
  }

  @Test
  void anObjectThatDoesNotFitItsRecordHidesNoOther() {
    store.create(SECRET, secret("good", "djE="));
    objects.create(SECRET, broken());
    Changes changes = new Changes();

    Listing<Secret> listing = store.list(SECRET, "");

    assertThat(listing.items()).extracting(s -> s.metadata().name()).containsExactly("good");
    try (Subscription watch = store.watch(SECRET, listing.resourceVersion(), changes)) {
      assertThat(watch).isNotNull();
      objects.delete(SECRET, "team-a", "broken", Preconditions.none());
      store.delete(SECRET, "team-a", "good", Preconditions.none());
      await().until(() -> !changes.seen.isEmpty());
      assertThat(changes.seen).containsExactly("DELETED good");
    }
  }

  private static ObjectNode broken() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.putObject("metadata").put("namespace", "team-a").put("name", "broken");
    object.put("data", "not a map");
    return object;
  }

  private static Secret secret(String name, String value) {
    return new Secret(ObjectMeta.named("team-a", name), "Opaque", Map.of("a", value));
  }

  private static final class Changes implements Watcher<Secret> {
    final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onChange(Change change, Secret resource) {
      seen.add(change + " " + resource.metadata().name());
    }

    @Override
    public void onEnd(StoreException cause) {
      seen.add("end " + Kinds.SECRET);
    }
  }
}
