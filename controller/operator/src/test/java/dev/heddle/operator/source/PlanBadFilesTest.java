package dev.heddle.operator.source;

import static dev.heddle.operator.source.PlanScenario.messages;
import static dev.heddle.operator.source.SpecDirectory.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.quantity.DataSize;
import org.junit.jupiter.api.Test;

class PlanBadFilesTest {

  private final PlanScenario world = new PlanScenario();

  @Test
  void anUnparsableFileKeepsWhatItDeclaredAndSaysWhere() {
    world.notebook("team-a/bad.yaml", "alice", "a").notebook("team-a/good.yaml", "bob", "b");
    world.sync();
    world.file("team-a/bad.yaml", "alice", "kind: [torn\n");
    world.file("team-a/good.yaml", "bob", notebook("b", "2 GiB"));

    SourcePlan plan = world.sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b");
    assertThat(world.notebook("team-a", "b").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
    assertThat(messages(plan)).singleElement().asString().startsWith("team-a/bad.yaml: 2:1:");
  }

  @Test
  void oneBadDocumentKeepsItsObjectAndTheOthersAreApplied() {
    world
        .file("team-a/all.yaml", "alice", notebook("a", "1 GiB") + "---\n" + notebook("b", "1Gi"))
        .sync();

    SourcePlan plan =
        world
            .file(
                "team-a/all.yaml",
                "alice",
                notebook("a", "lots") + "---\n" + notebook("b", "2 GiB"))
            .sync();

    assertThat(world.notebook("team-a", "a").spec().resources().memory())
        .isEqualTo(DataSize.parse("1 GiB"));
    assertThat(world.notebook("team-a", "b").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
    assertThat(messages(plan)).singleElement().asString().contains("spec.resources.memory");
  }

  @Test
  void aBadFileFollowedByAGoodOneEndsWhereTheGoodOneAloneWouldHave() {
    world.notebook("team-a/a.yaml", "alice", "a").sync();
    world.file("team-a/a.yaml", "alice", notebook("a", "lots")).sync();
    world.file("team-a/a.yaml", "alice", "\u0000\u0001").sync();
    world.file("team-a/a.yaml", "alice", notebook("a", "4 GiB")).sync();

    PlanScenario straight = new PlanScenario();
    straight.file("team-a/a.yaml", "alice", notebook("a", "4 GiB")).sync();

    assertThat(world.notebook("team-a", "a").spec())
        .isEqualTo(straight.notebook("team-a", "a").spec());
    assertThat(world.notebook("team-a", "a").metadata().annotations())
        .isEqualTo(straight.notebook("team-a", "a").metadata().annotations());
    assertThat(messages(world.sync())).isEmpty();
  }

  @Test
  void aFileThatWasRenamedAndBrokenInOneGoKeepsItsObject() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();

    world.remove("team-a/a.yaml").file("team-a/new.yaml", "alice", notebook("a", "lots")).sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b");
  }

  @Test
  void anEmptyFileDeletesNothing() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();

    SourcePlan plan = world.file("team-a/a.yaml", "alice", "# nothing but a comment\n").sync();

    assertThat(world.notebooks()).hasSize(2);
    assertThat(messages(plan)).singleElement().asString().contains("declares nothing");
  }

  @Test
  void whatCannotBeReadKeepsItsObjects() {
    world.notebook("team-a/x/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b");
    world.sync();

    SourcePlan plan = world.trouble("team-a/x").sync();

    assertThat(world.notebooks()).hasSize(2);
    assertThat(messages(plan)).containsExactly("team-a/x: can't be read");
  }

  @Test
  void whileSomethingMovesNothingInItsNamespaceCountsAsGone() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b");
    world.notebook("team-b/c.yaml", "bob", "c").notebook("team-b/d.yaml", "bob", "d").sync();

    world.remove("team-a/a.yaml").remove("team-b/c.yaml").moving("team-a/new/a.yaml").sync();
    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b", "team-b/d");

    world.settled().sync();
    assertThat(world.notebooks()).containsExactly("team-a/b", "team-b/d");
  }

  @Test
  void otherKindsAndUnknownOnesAreRefused() {
    SourcePlan plan =
        world
            .file(
                "team-a/s.yaml",
                "alice",
                "{apiVersion: heddle.dev/v1, kind: Source, metadata: {name: s}, spec:"
                    + " {directory: /x}}")
            .file("team-a/x.yaml", "alice", "{apiVersion: v1, kind: Pod, metadata: {name: p}}")
            .sync();

    assertThat(messages(plan))
        .satisfiesExactly(
            m -> assertThat(m).contains("a Notebook or an Application, not a Source"),
            m -> assertThat(m).startsWith("team-a/x.yaml: 1:").contains("Pod"));
    assertThat(plan.actions()).isEmpty();
  }

  @Test
  void theNamespaceInAFileMustBeThatOfItsDirectory() {
    SourcePlan plan =
        world
            .file(
                "team-a/a.yaml",
                "alice",
                notebook("a", "1 GiB").replace("name: a", "name: a\n  namespace: team-b"))
            .file(
                "team-b/b.yaml",
                "alice",
                notebook("b", "1 GiB").replace("name: b", "name: b\n  namespace: team-b"))
            .sync();

    assertThat(world.notebooks()).containsExactly("team-b/b");
    assertThat(messages(plan)).singleElement().asString().contains("metadata.namespace");
  }

  @Test
  void aFileThatNamesPathsOfItsWritersMachineIsRefused() {
    SourcePlan plan =
        world
            .file(
                "team-a/a.yaml",
                "alice",
                notebook("a", "1 GiB") + "  environment: {archive: ds.tar.gz}\n")
            .sync();

    assertThat(messages(plan)).singleElement().asString().contains("spec.environment.archive");
    assertThat(world.notebooks()).isEmpty();
  }
}
