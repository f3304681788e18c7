package dev.heddle.operator.source;

import static dev.heddle.operator.source.SpecDirectory.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookStatus;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.source.SourceStatus.FileError;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.testing.EngineHarness;
import dev.heddle.reconciler.testing.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReconcilerTest {

  @TempDir private Path temp;
  private SourceWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new SourceWorld(Files.createDirectory(temp.resolve("specs")));
  }

  @Test
  void aFileBecomesAnObjectWithinTwoSecondsAndItsRemovalDeletesIt() {
    world.begin().settle();
    world.specs().write("team-a/keep.yaml", notebook("keep", "1 GiB"));
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));

    world.advance(Duration.ofSeconds(2));
    assertThat(world.notebooks()).containsExactly("team-a/churn", "team-a/keep");

    world.specs().remove("team-a/churn.yaml");
    world.advance(Duration.ofSeconds(2));
    assertThat(world.notebooks()).containsExactly("team-a/keep");
  }

  @Test
  void aRewriteInPlaceIsSeenAtTheNextFullListing() {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();

    world.specs().write("team-a/churn.yaml", notebook("churn", "2 GiB"));
    world.advance(SourceWorld.INTERVAL.plusSeconds(1));

    assertThat(world.notebook("team-a", "churn").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
  }

  @Test
  void theStatusSaysWhatIsApplied() {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();

    world.assertReady();
    assertThat(world.source().status().appliedRevision()).isPresent();
    assertThat(world.source().status().inventory())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.key()).isEqualTo(PlanScenario.key("team-a", "churn"));
              assertThat(entry.uid()).isEqualTo(world.notebook("team-a", "churn").metadata().uid());
              assertThat(entry.path()).isEqualTo("team-a/churn.yaml");
              assertThat(entry.owner()).isNotEmpty();
            });
  }

  @Test
  void atRestNothingIsWritten() {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.specs().write("team-a/bad.yaml", "kind: [");
    world.begin().settle();
    String version = world.store().version();

    world.advance(Duration.ofMinutes(5));

    assertThat(world.store().version()).isEqualTo(version);
  }

  @Test
  void aLostFileSystemChangesNothingSaysSoAndHealsByItself() {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();
    String applied = world.source().status().appliedRevision().orElseThrow();

    world.tree().goDown(SourceReadException.Reason.SOURCE_UNAVAILABLE);
    world.specs().write("team-a/new.yaml", notebook("new", "1 GiB"));
    world.advance(Duration.ofSeconds(3));
    world.assertNotReady("SourceUnavailable");
    assertThat(world.source().status().appliedRevision()).contains(applied);
    assertThat(world.source().status().inventory()).hasSize(1);
    world.advance(Duration.ofMinutes(10));
    assertThat(world.notebooks()).containsExactly("team-a/churn");
    assertThat(world.operator().events()).hasSizeLessThan(5);

    world.tree().comeUp();
    world.advance(Duration.ofSeconds(3));
    world.assertReady();
    assertThat(world.notebooks()).containsExactly("team-a/churn", "team-a/new");
  }

  @Test
  void aRemovedRootDeletesNothingAndHealsWhenItIsBack() throws IOException {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();

    world.specs().remove("");
    world.settle();
    world.assertNotReady("DirectoryMissing");
    assertThat(world.notebooks()).containsExactly("team-a/churn");

    Files.createDirectory(world.specs().root());
    world.settle();
    world.assertNotReady("EmptyDirectory");
    assertThat(world.notebooks()).containsExactly("team-a/churn");

    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.settle();
    world.assertReady();
    assertThat(Conditions.find(world.source().status().conditions(), Condition.STALLED)).isEmpty();
    assertThat(world.notebooks()).containsExactly("team-a/churn");
  }

  @Test
  void hostileFilesHarmNobodyButThemselves() {
    world.specs().write("team-a/one.yaml", notebook("one", "1 GiB"));
    world.specs().write("team-a/two.yaml", notebook("two", "1 GiB"));
    world.begin().settle();

    byte[] binary = new byte[4096];
    new Random(1).nextBytes(binary);
    world.specs().write("team-a/one.yaml", binary);
    world.specs().write("team-b/torn.yaml", notebook("torn", "1 GiB").substring(0, 60) + "\n  : [");
    world.specs().write("team-b/big.yaml", new byte[50 << 20]);
    world.specs().write("team-b/deep.yaml", "[".repeat(20_000));
    world.specs().write("team-b/bomb.yaml", aliasBomb());
    world.specs().write("team-b/twice.yaml", notebook("twice", "1 GiB") + "kind: Notebook\n");
    world.specs().write("team-b/good.yaml", notebook("good", "1 GiB"));
    world.settle();

    assertThat(world.notebooks()).containsExactly("team-a/one", "team-a/two", "team-b/good");
    assertThat(world.source().status().errors())
        .extracting(FileError::path)
        .contains(
            "team-a/one.yaml",
            "team-b/big.yaml",
            "team-b/bomb.yaml",
            "team-b/deep.yaml",
            "team-b/torn.yaml",
            "team-b/twice.yaml")
        .doesNotContain("team-a/two.yaml", "team-b/good.yaml");
    assertThat(world.condition(SourceReport.FILES_VALID).status())
        .isEqualTo(Condition.Status.FALSE);
    world.assertReady();

    world.specs().write("team-a/one.yaml", notebook("one", "2 GiB"));
    world.specs().remove("team-b");
    world.specs().write("team-b/good.yaml", notebook("good", "1 GiB"));
    world.settle();
    assertThat(world.source().status().errors()).isEmpty();
    assertThat(world.notebook("team-a", "one").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
  }

  private static String aliasBomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      text.append("a" + i + ": &a" + i + " [");
      text.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a" + (i - 1) + "]\n");
    }
    return text.toString();
  }

  @Test
  void aMassDeletionWaitsThroughARestartUntilItIsApproved() {
    for (int i = 0; i < 14; i++) {
      world.specs().write("team-a/n" + i + ".yaml", notebook("n" + i, "1 GiB"));
    }
    world.begin().settle();
    for (int i = 0; i < 11; i++) {
      world.specs().remove("team-a/n" + i + ".yaml");
    }
    world.settle();
    world.assertNotReady("WaitingForApproval");
    String revision = world.source().status().pendingRevision().orElseThrow();
    assertThat(world.condition(Condition.READY).message())
        .contains("Notebook team-a/n0")
        .contains("heddle.dev/approved-revision=" + revision);
    assertThat(world.source().status().pendingDeletions()).hasSize(11);

    world.killOperator();
    world.startOperator();
    world.settle();
    assertThat(world.notebooks()).hasSize(14);
    assertThat(world.source().status().pendingRevision()).contains(revision);

    world.annotateSource(Annotations.APPROVED_REVISION, revision);
    world.settle();
    assertThat(world.notebooks()).hasSize(3);
    world.assertReady();
    assertThat(world.source().status().pendingRevision()).isEmpty();
    assertThat(world.source().metadata().annotation(Annotations.APPROVED_REVISION)).isEmpty();
  }

  @Test
  void whatWasDeletedByHandWhileItWaitedIsSettled() {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();
    world.specs().remove("team-a/churn.yaml");
    world.settle();
    world.assertNotReady("EmptyDirectory");

    world.store().delete(Kinds.NOTEBOOK, "team-a", "churn", Preconditions.none());
    world.settle();

    world.assertReady();
    assertThat(world.source().status().inventory()).isEmpty();
  }

  @Test
  void whileSuspendedNothingIsReadOrChanged() {
    world.specs().write("team-a/one.yaml", notebook("one", "1 GiB"));
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();
    world.suspend(true);
    world.settle();
    world.tree().takeOpened();
    String version = world.store().version();

    world.specs().remove("team-a/churn.yaml");
    world.specs().write("team-a/new.yaml", notebook("new", "1 GiB"));
    world.settle();
    assertThat(world.store().version()).isEqualTo(version);
    assertThat(world.tree().takeOpened()).isEmpty();

    world.suspend(false);
    world.settle();
    assertThat(world.notebooks()).containsExactly("team-a/new", "team-a/one");
  }

  @Test
  void theAnswerLiesBesideTheSpecs() {
    world.specs().write("team-a/x/churn.yaml", notebook("churn", "1 GiB"));
    world.specs().write("team-a/bad.yaml", notebook("bad", "lots"));
    world.begin().settle();

    assertThat(world.specs().read(".heddle/status/team-a/x/churn.yaml.status.yaml"))
        .contains("file: \"team-a/x/churn.yaml\"")
        .contains("kind: Notebook")
        .contains("name: \"churn\"")
        .contains("phase: \"Pending\"");
    assertThat(world.specs().read(".heddle/status/team-a/bad.yaml.status.yaml"))
        .contains("errors:")
        .contains("spec.resources.memory");

    serve("team-a", "churn", "http://node-1:8888/notebooks/team-a/churn");
    world.advance(Duration.ofSeconds(2));
    assertThat(world.specs().read(".heddle/status/team-a/x/churn.yaml.status.yaml"))
        .contains("phase: \"Ready\"")
        .contains("url: \"http://node-1:8888/notebooks/team-a/churn\"")
        .contains("ready: true");

    world.specs().remove("team-a/bad.yaml");
    world.settle();
    assertThat(world.specs().exists(".heddle/status/team-a/bad.yaml.status.yaml")).isFalse();
  }

  @Test
  void theAnswerNeverMakesADirectoryThatWasTakenAway() throws IOException {
    world.specs().write("team-a/churn.yaml", notebook("churn", "1 GiB"));
    world.begin().settle();
    Path root = world.specs().root();
    Path away = root.resolveSibling("away");
    world.specs().write("team-a/new.yaml", notebook("new", "1 GiB"));
    world.tree().afterListing(() -> {});
    world.tree().afterListing(() -> Files.move(root, away));
    world.advance(Duration.ofSeconds(3));

    assertThat(root).doesNotExist();
    world.assertNotReady("DirectoryMissing");

    Files.move(away, root);
    world.settle();
    world.assertReady();
    assertThat(world.specs().read(".heddle/status/team-a/new.yaml.status.yaml"))
        .contains("name: \"new\"");
  }

  private void serve(String namespace, String name, String url) {
    Notebook notebook = world.notebook(namespace, name);
    NotebookStatus before = notebook.status();
    world
        .store()
        .updateStatus(
            Kinds.NOTEBOOK,
            notebook.withStatus(
                new NotebookStatus(
                    1,
                    Phase.READY,
                    before.defaultClass(),
                    before.applicationId(),
                    before.user(),
                    before.host(),
                    Optional.of(url),
                    0,
                    before.startedAt(),
                    before.readyAt(),
                    before.lastFailure(),
                    before.workspace(),
                    before.activity(),
                    before.culling(),
                    before.schedule(),
                    Conditions.with(
                        List.of(),
                        Condition.READY,
                        Condition.Status.TRUE,
                        "Serving",
                        "serves",
                        1,
                        EngineHarness.START))));
  }

  @Test
  void aCrashAtAnyWriteEndsWhereNoCrashWouldHaveEnded() {
    for (int write = 1; write <= 6; write++) {
      for (boolean applied : new boolean[] {false, true}) {
        crashAt(write, applied);
      }
    }
  }

  private void crashAt(int write, boolean applied) {
    SourceWorld crashed = new SourceWorld(temp.resolve("crash-" + write + "-" + applied));
    crashed.specs().write("team-a/old.yaml", notebook("old", "1 GiB"));
    crashed.specs().write("team-a/same.yaml", notebook("same", "1 GiB"));
    crashed.begin().settle();
    crashed.specs().remove("team-a/old.yaml");
    crashed.specs().write("team-a/same.yaml", notebook("same", "2 GiB"));
    crashed.specs().write("team-b/new.yaml", notebook("new", "1 GiB"));
    crashed.operator().connection().faults().crashAtWrite(write, applied);
    crashed.settle();
    crashed.killOperator();
    crashed.startOperator();
    crashed.settle();

    assertThat(crashed.notebooks())
        .as("crash at write %s, applied %s", write, applied)
        .containsExactly("team-a/same", "team-b/new");
    assertThat(crashed.notebook("team-a", "same").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
    crashed.assertReady();
    assertThat(crashed.source().status().inventory()).hasSize(2);
  }

  @Test
  void aFailedDeletionStaysInTheInventoryAndIsTriedAgain() {
    world.specs().write("team-a/one.yaml", notebook("one", "1 GiB"));
    world.specs().write("team-a/two.yaml", notebook("two", "1 GiB"));
    world.begin().settle();
    world
        .operator()
        .connection()
        .faults()
        .failNext(FaultPlan.Call.DELETE, 3, StoreException.Reason.UNAVAILABLE);

    world.specs().remove("team-a/one.yaml");
    world.advance(Duration.ofSeconds(2));
    assertThat(world.source().status().inventory()).hasSize(2);

    world.advance(Duration.ofMinutes(2));
    assertThat(world.notebooks()).containsExactly("team-a/two");
    assertThat(world.source().status().inventory()).hasSize(1);
  }

  @Test
  void aSourceThatIsGoneIsFollowedNoMoreAndLeavesItsObjects() {
    world.specs().write("team-a/one.yaml", notebook("one", "1 GiB"));
    world.begin().settle();

    world.store().delete(Kinds.SOURCE, "", "hdfs", Preconditions.none());
    world.settle();
    world.tree().takeOpened();
    world.specs().write("team-a/one.yaml", notebook("one", "2 GiB"));
    world.settle();

    assertThat(world.tree().takeOpened()).isEmpty();
    assertThat(world.notebooks()).containsExactly("team-a/one");
  }

  @Test
  void aDirectoryThatMakesNoSenseIsStalled() throws IOException {
    world = new SourceWorld(temp.resolve("specs"));
    world.tree().goDown(SourceReadException.Reason.INVALID_DIRECTORY);
    world.begin().settle();

    world.assertNotReady("InvalidDirectory");
    assertThat(world.condition(Condition.STALLED).status()).isEqualTo(Condition.Status.TRUE);
  }
}
