package dev.heddle.operator.source;

import static dev.heddle.operator.source.PlanScenario.key;
import static dev.heddle.operator.source.SpecDirectory.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import org.junit.jupiter.api.Test;

class PlanApplyingTest {

  private final PlanScenario world = new PlanScenario();

  @Test
  void aNewFileBecomesAnObjectThatKnowsItsFileAndItsOwner() {
    world.notebook("team-a/x/churn.yaml", "alice", "churn").sync();

    Notebook churn = world.notebook("team-a", "churn");
    assertThat(churn.spec().resources().memory()).isEqualTo(DataSize.parse("1 GiB"));
    assertThat(churn.metadata().annotations())
        .containsEntry(Annotations.OWNER, "alice")
        .containsEntry(Annotations.SOURCE, "hdfs")
        .containsEntry(Annotations.SOURCE_PATH, "team-a/x/churn.yaml");
    assertThat(world.store().get(Kinds.NAMESPACE, "", "team-a")).isPresent();
  }

  @Test
  void nothingIsWrittenWhenNothingChanged() {
    world.notebook("team-a/churn.yaml", "alice", "churn").sync();

    assertThat(world.sync().actions()).isEmpty();
  }

  @Test
  void aChangedFileChangesItsFieldsAndLeavesThoseOfOthersAlone() {
    world.notebook("team-a/churn.yaml", "alice", "churn").sync();
    world.annotate("team-a", "churn", "example.com/note", "keep me");
    world.edit("team-a", "churn", n -> n.withObject("/metadata/labels").put("team", "x"));
    world.edit("team-a", "churn", n -> n.withObject("/spec").put("suspend", true));

    world.file("team-a/churn.yaml", "alice", notebook("churn", "3 GiB")).sync();

    Notebook churn = world.notebook("team-a", "churn");
    assertThat(churn.spec().resources().memory()).isEqualTo(DataSize.parse("3 GiB"));
    assertThat(churn.spec().suspend()).isTrue();
    assertThat(churn.metadata().annotation("example.com/note")).contains("keep me");
    assertThat(churn.metadata().label("team")).contains("x");
    assertThat(world.sync().actions()).isEmpty();
  }

  @Test
  void aFieldThatLeavesTheFileGetsItsDefaultBackAndOthersFieldsStay() {
    world
        .file(
            "team-a/churn.yaml",
            "alice",
            notebook("churn", "1 GiB") + "  queue: research\n  env: {A: '1', B: '2'}\n")
        .sync();
    world.edit("team-a", "churn", n -> n.withObject("/spec/env").put("C", "3"));
    assertThat(world.notebook("team-a", "churn").spec().queue()).isEqualTo("research");

    world
        .file("team-a/churn.yaml", "alice", notebook("churn", "1 GiB") + "  env: {A: '1'}\n")
        .sync();

    Notebook churn = world.notebook("team-a", "churn");
    assertThat(churn.spec().queue()).isEqualTo("default");
    assertThat(churn.spec().env()).containsOnlyKeys("A", "C");
  }

  @Test
  void whatIsDeclaredIsPutBackWhenSomebodyChangesIt() {
    world
        .file("team-a/churn.yaml", "alice", notebook("churn", "1 GiB") + "  suspend: false\n")
        .sync();
    world.edit("team-a", "churn", n -> n.withObject("/spec").put("suspend", true));

    world.sync();

    assertThat(world.notebook("team-a", "churn").spec().suspend()).isFalse();
  }

  @Test
  void theValuesOfAFileAreNotCopiedIntoAnnotations() {
    world
        .file(
            "team-a/churn.yaml",
            "alice",
            notebook("churn", "1 GiB") + "  env: {PASSWORD: hunter2}\n")
        .sync();

    assertThat(world.notebook("team-a", "churn").metadata().annotations().values())
        .noneMatch(value -> value.contains("hunter2"))
        .anyMatch(value -> value.contains("PASSWORD"));
  }

  @Test
  void anObjectDeletedByHandComesBack() {
    world.notebook("team-a/churn.yaml", "alice", "churn").sync();
    String uid = world.notebook("team-a", "churn").metadata().uid();
    world.store().delete(Kinds.NOTEBOOK, "team-a", "churn", Preconditions.none());

    world.sync();

    assertThat(world.notebook("team-a", "churn").metadata().uid()).isNotEqualTo(uid);
  }

  @Test
  void anObjectOnItsWayOutIsWaitedFor() {
    world.notebook("team-a/churn.yaml", "alice", "churn").notebook("team-a/b.yaml", "bob", "b");
    world.sync();
    world.edit("team-a", "churn", n -> n.withObject("/metadata").putArray("finalizers").add("f"));
    world.remove("team-a/churn.yaml").sync();
    world.notebook("team-a/churn.yaml", "alice", "churn");

    SourcePlan plan = world.sync();

    assertThat(plan.waiting()).containsExactly(key("team-a", "churn"));
    assertThat(plan.actions()).isEmpty();
    world.edit("team-a", "churn", n -> n.withObject("/metadata").remove("finalizers"));
    world.sync();
    assertThat(world.notebook("team-a", "churn").metadata().isBeingDeleted()).isFalse();
  }

  @Test
  void severalDocumentsOfAFileAreSeveralObjects() {
    world
        .file("team-a/all.yaml", "alice", notebook("a", "1 GiB") + "---\n" + notebook("b", "1Gi"))
        .sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b");
  }
}
