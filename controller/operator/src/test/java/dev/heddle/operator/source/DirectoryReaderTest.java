package dev.heddle.operator.source;

import static dev.heddle.operator.source.SpecDirectory.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryReaderTest {

  @TempDir private Path temp;
  private SpecDirectory specs;
  private HookedTree tree;
  private DirectoryReader reader;

  @BeforeEach
  void setUp() throws IOException {
    specs = new SpecDirectory(Files.createDirectory(temp.resolve("specs")));
    use(new ReadLimits(1 << 20, 100, 4, 10));
  }

  private void use(ReadLimits limits) {
    tree = new HookedTree(specs.tree(limits));
    reader =
        new DirectoryReader(tree, new HeddleManifests(), limits, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void findsManifestsOfAnyDepthAndNothingElse() {
    specs.write("team-a/churn.yaml", "a");
    specs.write("team-a/deep/er/x.yml", "b");
    specs.write("team-b/y.JSON", "c");
    specs.write("team-a/README.md", "not a manifest");
    for (String ignored :
        new String[] {
          ".hidden.yaml",
          "_x.yaml",
          "put.yaml._COPYING_",
          "half.yaml.tmp",
          "old.yaml~",
          ".git/in.yaml",
          "_done/in.yaml",
          "x.tmp/in.yaml"
        }) {
      specs.write("team-a/" + ignored, "ignored");
    }
    specs.write(".heddle/status/team-a/churn.yaml.status.yaml", "ignored");

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.files())
        .containsOnlyKeys("team-a/churn.yaml", "team-a/deep/er/x.yml", "team-b/y.JSON");
    assertThat(snapshot.troubles()).isEmpty();
    assertThat(snapshot.unsettled()).isEmpty();
  }

  @Test
  void theRevisionNamesTheContentAndNotTheTime() {
    specs.write("team-a/churn.yaml", "a");
    String first = reader.read().revision();

    specs.write("team-a/churn.yaml", "a");
    String touched = reader.read().revision();
    specs.write("team-a/churn.yaml", "b");
    String changed = reader.read().revision();
    specs.write("team-a/churn.yaml", "a");
    specs.move("team-a/churn.yaml", "team-a/other.yaml");
    String moved = reader.read().revision();

    assertThat(first).matches("[0-9a-f]{20}").isEqualTo(touched);
    assertThat(changed).isNotEqualTo(first);
    assertThat(moved).isNotEqualTo(first).isNotEqualTo(changed);
  }

  @Test
  void aFileThatHasNotChangedIsNotOpenedAgain() {
    specs.write("team-a/one.yaml", "a");
    specs.write("team-a/two.yaml", "b");
    SourceSnapshot first = reader.read();
    tree.takeOpened();

    assertThat(reader.read()).isSameAs(first);
    specs.write("team-a/two.yaml", "c");
    reader.read();

    assertThat(tree.takeOpened()).containsExactly("team-a/two.yaml");
  }

  @Test
  void aRewriteInPlaceWithTheSameLengthAndTimeIsSeen() {
    specs.writeAt("team-a/one.yaml", new byte[] {'a'}, SpecDirectory.WRITTEN);
    String before = reader.read().revision();

    specs.writeAt("team-a/one.yaml", new byte[] {'b'}, SpecDirectory.WRITTEN);

    assertThat(reader.read().revision()).isNotEqualTo(before);
  }

  @Test
  void aFileReplacedUnderTheReadIsReadAgain() {
    specs.write("team-a/one.yaml", "torn");
    tree.beforeReading(
        "team-a/one.yaml",
        () -> {
          specs.write("team-a/new.tmp", "whole");
          specs.move("team-a/new.tmp", "team-a/newer.yaml");
          specs.remove("team-a/one.yaml");
          specs.move("team-a/newer.yaml", "team-a/one.yaml");
        });

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.unsettled()).isEmpty();
    assertThat(snapshot.files().get("team-a/one.yaml").hash())
        .isEqualTo(Revision.hash("whole".getBytes(UTF_8)));
  }

  @Test
  void aFileThatNeverStandsStillIsUnsettledAndTheOthersAreRead() {
    specs.write("team-a/busy.yaml", "0");
    specs.write("team-a/calm.yaml", "calm");
    for (int i = 1; i <= 10; i++) {
      String text = "x".repeat(i);
      tree.afterListing(() -> specs.write("team-a/busy.yaml", text));
    }

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.unsettled()).containsExactly("team-a/busy.yaml");
    assertThat(snapshot.files()).containsOnlyKeys("team-a/calm.yaml");
    assertThat(snapshot.isMoving("team-a")).isTrue();
    assertThat(snapshot.isMoving("team-b")).isFalse();
  }

  @Test
  void aFileThatMovesDuringTheListingIsNeverSimplyGone() {
    specs.write("team-a/x/one.yaml", "a");
    specs.write("team-a/a/keep.yaml", "b");
    reader.read();
    // Each listing misses it in one place and finds it moved to the other by the next.
    for (int i = 0; i < 5; i++) {
      boolean even = i % 2 == 0;
      tree.afterListing(
          () -> {
            if (even) {
              specs.move("team-a/x/one.yaml", "team-a/a/one.yaml");
            } else {
              specs.move("team-a/a/one.yaml", "team-a/x/one.yaml");
            }
          });
    }
    specs.write("team-a/a/keep.yaml", "c");

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.unsettled()).contains("team-a/x/one.yaml", "team-a/a/one.yaml");
  }

  @Test
  void aFileWhoseWriterMayNotHaveFinishedIsUnsettledUntilItIsOldEnough() {
    specs.writeAt("team-a/one.yaml", new byte[] {'a'}, NOW.minus(Duration.ofMillis(100)));

    assertThat(reader.read().unsettled()).containsExactly("team-a/one.yaml");

    specs.writeAt("team-a/one.yaml", new byte[] {'a'}, NOW.minus(HadoopFileTree.SETTLE));
    assertThat(reader.read().files()).containsOnlyKeys("team-a/one.yaml");
  }

  @Test
  void aFileFromTheFutureIsReadAllTheSame() {
    specs.writeAt("team-a/one.yaml", new byte[] {'a'}, NOW.plus(Duration.ofDays(1)));

    assertThat(reader.read().files()).containsOnlyKeys("team-a/one.yaml");
  }

  @Test
  void anOversizedFileIsNeverOpened() {
    specs.write("team-a/big.yaml", new byte[(1 << 20) + 1]);
    specs.write("team-a/ok.yaml", "a");

    SourceSnapshot snapshot = reader.read();

    assertThat(tree.takeOpened()).containsExactly("team-a/ok.yaml");
    assertThat(snapshot.troubles().get("team-a/big.yaml")).contains("larger than the allowed");
    assertThat(reader.read()).isSameAs(snapshot);
  }

  @Test
  void aMissingRootIsAnErrorAndNotAnEmptySource() {
    specs.write("team-a/one.yaml", "a");
    reader.read();
    specs.remove("");

    assertThatThrownBy(reader::read)
        .isInstanceOfSatisfying(
            SourceReadException.class,
            e -> assertThat(e.reason()).isEqualTo(SourceReadException.Reason.DIRECTORY_MISSING));
  }

  @Test
  void aRootThatIsAFileIsAnError() throws IOException {
    specs.remove("");
    Files.writeString(specs.root(), "a file");

    assertThatThrownBy(reader::read).hasMessageContaining("is a file, not a directory");
  }

  @Test
  void anEmptyRootIsAnEmptySnapshot() {
    assertThat(reader.read().isEmpty()).isTrue();
  }

  @Test
  void oneUnreadableFileIsItsOwnTrouble() {
    specs.write("team-a/bad.yaml", "a");
    specs.write("team-a/good.yaml", "b");
    tree.failReading("team-a/bad.yaml", new IOException("missing block\nat a remote place"));

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.files()).containsOnlyKeys("team-a/good.yaml");
    assertThat(snapshot.troubles())
        .containsEntry("team-a/bad.yaml", "could not be read: missing block");

    tree.comeUp();
    assertThat(reader.read().troubles()).isEmpty();
  }

  @Test
  void manyUnreadableFilesInARowMeanThatTheFileSystemIsDown() {
    for (int i = 0; i < 3; i++) {
      specs.write("team-a/" + i + ".yaml", "a");
      tree.failReading("team-a/" + i + ".yaml", new IOException("no answer"));
    }

    assertThatThrownBy(reader::read)
        .isInstanceOfSatisfying(
            SourceReadException.class,
            e -> assertThat(e.reason()).isEqualTo(SourceReadException.Reason.SOURCE_UNAVAILABLE));
  }

  @Test
  void filesAndDirectoriesInTheWrongPlaceAreNamed() {
    specs.write("lost.yaml", "a");
    specs.write("Team_A/x.yaml", "b");
    specs.write("team-a/1/2/3/4/5.yaml", "too deep");
    specs.write("team-a/1/2/3/ok.yaml", "c");

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.files()).containsOnlyKeys("team-a/1/2/3/ok.yaml");
    assertThat(snapshot.troubles()).containsOnlyKeys("lost.yaml", "Team_A", "team-a/1/2/3/4");
    assertThat(snapshot.troubles().get("lost.yaml")).contains("move it to");
    assertThat(snapshot.isUnknown("team-a/1/2/3/4/5.yaml")).isTrue();
    assertThat(snapshot.isUnknown("team-a/1/2/3/ok.yaml")).isFalse();
  }

  @Test
  void aNamespaceWithTooManyFilesIsNotCutShort() {
    use(new ReadLimits(1 << 20, 3, 4, 10));
    for (int i = 0; i < 4; i++) {
      specs.write("team-a/" + i + ".yaml", "a");
    }
    specs.write("team-b/one.yaml", "b");

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.files()).containsOnlyKeys("team-b/one.yaml");
    assertThat(snapshot.troubles().get("team-a")).contains("more files than the allowed 3");
  }

  @Test
  void symbolicLinksAreRefused() throws IOException {
    specs.write("team-a/one.yaml", "a");
    Files.createSymbolicLink(
        specs.root().resolve("team-a/link.yaml"), specs.root().resolve("team-a/one.yaml"));
    Files.createSymbolicLink(specs.root().resolve("team-a/loop"), specs.root().resolve("team-a"));

    SourceSnapshot snapshot = reader.read();

    assertThat(snapshot.files()).containsOnlyKeys("team-a/one.yaml");
    assertThat(snapshot.troubles()).containsOnlyKeys("team-a/link.yaml", "team-a/loop");
  }

  @Test
  void ownerAndRightsComeFromTheFileSystem() throws IOException {
    specs.write("team-a/one.yaml", "a");
    specs.write("team-a/open.yaml", "a");
    Path open = specs.root().resolve("team-a/open.yaml");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));

    SourceSnapshot snapshot = reader.read();

    FileStat stat = snapshot.files().get("team-a/one.yaml").stat();
    assertThat(stat.owner()).isEqualTo(Files.getOwner(open).getName());
    assertThat(stat.openToAll()).isFalse();
    assertThat(snapshot.files().get("team-a/open.yaml").stat().openToAll()).isTrue();
  }

  @Test
  void aChangedDirectoryIsNoticedByItsTime() throws IOException {
    specs.write("team-a/one.yaml", "a");
    reader.read();
    assertThat(tree.hasChanged(reader.directories())).isFalse();

    Files.setLastModifiedTime(specs.root().resolve("team-a"), FileTime.from(NOW));
    assertThat(tree.hasChanged(reader.directories())).isTrue();

    reader.read();
    assertThat(tree.hasChanged(reader.directories())).isFalse();
    specs.remove("team-a");
    assertThat(tree.hasChanged(reader.directories())).isTrue();
  }
}
