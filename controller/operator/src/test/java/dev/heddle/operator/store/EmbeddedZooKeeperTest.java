package dev.heddle.operator.store;

import static dev.heddle.crd.json.Kinds.NOTEBOOK;
import static dev.heddle.operator.store.StoreFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server inside the operator and its directory. */
class EmbeddedZooKeeperTest {

  private final StoreFixture fixture = new StoreFixture();
  @TempDir private Path directory;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void oldSnapshotsAreRemovedAndNothingIsLost() throws IOException {
    EmbeddedZooKeeper first = fixture.server(directory, 0);
    fixture.store(first.settings()).create(NOTEBOOK, object("team-a", "churn"));
    first.close();
    for (int i = 0; i < 3; i++) {
      fixture.server(directory, 0).close(); // each start writes a snapshot
    }
    assertThat(snapshots()).hasSizeGreaterThan(3);

    EmbeddedZooKeeper.purge(directory);

    assertThat(snapshots()).hasSize(3);
    ZooKeeperStore after = fixture.store(fixture.server(directory, 0).settings());
    assertThat(after.list(NOTEBOOK, "").items()).hasSize(1);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "secret");
    }
  }

  private List<String> snapshots() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("data").resolve("version-2"))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.startsWith("snapshot."))
          .toList();
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    EmbeddedZooKeeper first = fixture.server(directory.resolve("first"), 0);
    int taken = Integer.parseInt(first.settings().connect().split(":")[1]);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fixture.server(directory.resolve("second"), taken))
        .matches(e -> e.reason() == Reason.UNAVAILABLE)
        .withMessageContaining("port " + taken + " of 127.0.0.1 is taken");
  }
}
