package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.operator.store.ObjectStore.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand objects in one namespace, past the size at which a listing would break. */
class ManyObjectsTest {

  private static final int OBJECTS = 10_000;
  private static final int WRITERS = 32;

  private final StoreFixture fixture = new StoreFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void tenThousandObjectsAreCreatedListedAndLoadedAnew(@TempDir Path directory) {
    EmbeddedZooKeeper server = fixture.server(directory, 0);
    ZooKeeperStore store = fixture.store(fixture.connection(server.settings()), options());
    fixture.duties(store, 0);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int first = w;
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = first; i < OBJECTS; i += WRITERS) {
                  store.create(NOTEBOOK, object("team-a", name(i)));
                }
              },
              fixture.executor));
    }
    CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();

    Snapshot snapshot = store.list(NOTEBOOK, "");
    assertThat(snapshot.items()).hasSize(OBJECTS);
    assertThat(snapshot.items().get(OBJECTS - 1).at("/metadata/name").asText())
        .isEqualTo(name(OBJECTS - 1));
    ZooKeeperStore other = fixture.store(fixture.connection(server.settings()), options());
    assertThat(other.list(NOTEBOOK, "").items()).isEqualTo(snapshot.items());
  }

  private static StoreOptions options() {
    return StoreOptions.defaults();
  }

  /** Long names: one listing of all of them is larger than ZooKeeper's default answer. */
  private static String name(int i) {
    return "n" + "0".repeat(120) + "%05d".formatted(i);
  }
}
