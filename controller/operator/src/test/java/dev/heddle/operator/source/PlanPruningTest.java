package dev.heddle.operator.source;

import static dev.heddle.operator.source.PlanScenario.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanPruningTest {

  private final PlanScenario world = new PlanScenario();

  @Test
  void oneRemovedFileOfThreeIsAnOrdinaryDeletion() {
    three();

    world.remove("team-a/a.yaml").sync();

    assertThat(world.notebooks()).containsExactly("team-a/b", "team-a/c");
  }

  @Test
  void withoutPruneNothingIsDeleted() {
    three();

    world.withoutPrune().remove("team-a/a.yaml").sync();

    assertThat(world.notebooks()).hasSize(3);
  }

  @Test
  void theLastFileIsNotTakenForADeletion() {
    world.notebook("team-a/a.yaml", "alice", "a").sync();
    world.remove("team-a/a.yaml");

    SourcePlan plan = world.sync();

    assertThat(world.notebooks()).containsExactly("team-a/a");
    assertThat(plan.held().orElseThrow().cause()).isEqualTo(Guard.Cause.EMPTY_DIRECTORY);
    assertThat(plan.held().orElseThrow().pending())
        .isEqualTo(new Guard.Pending(world.revision(), List.of(key("team-a", "a"))));
  }

  @Test
  void anEmptiedDirectoryIsDeletedOnceItsRevisionIsApproved() {
    three();
    world.remove("team-a/a.yaml").remove("team-a/b.yaml").remove("team-a/c.yaml").sync();
    assertThat(world.notebooks()).hasSize(3);

    SourcePlan plan = world.approve(world.revision()).sync();

    assertThat(world.notebooks()).isEmpty();
    assertThat(plan.usedApproval()).isTrue();
  }

  @Test
  void anotherRevisionsApprovalCountsForNothing() {
    three();
    world.remove("team-a/a.yaml").remove("team-a/b.yaml").remove("team-a/c.yaml");

    world.approve("0123456789abcdef0123").sync();

    assertThat(world.notebooks()).hasSize(3);
  }

  @Test
  void moreThanTheShareWaits() {
    many(14);
    remove(3);

    SourcePlan plan = world.sync();

    assertThat(plan.held().orElseThrow().cause()).isEqualTo(Guard.Cause.TOO_MANY);
    assertThat(world.notebooks()).hasSize(14);
  }

  @Test
  void theShareItselfGoesAhead() {
    many(15);
    remove(3);

    assertThat(world.sync().held()).isEmpty();
    assertThat(world.notebooks()).hasSize(12);
  }

  @Test
  void moreThanTheNumberWaitsHoweverSmallTheShare() {
    many(100);
    remove(11);

    assertThat(world.sync().held()).isPresent();
    assertThat(world.notebooks()).hasSize(100);
  }

  @Test
  void theNumberItselfGoesAhead() {
    many(100);
    remove(10);

    assertThat(world.sync().held()).isEmpty();
    assertThat(world.notebooks()).hasSize(90);
  }

  @Test
  void whileDeletionsWaitOthersWorkGoesOn() {
    many(14);
    remove(5);

    world.notebook("team-b/new.yaml", "bob", "new").sync();

    assertThat(world.notebooks()).hasSize(15).contains("team-b/new");
  }

  @Test
  void anApprovalIsNotOutrunByOthersChanges() {
    many(14);
    remove(5);
    String revision = world.sync().held().orElseThrow().pending().revision();

    world.notebook("team-b/new.yaml", "bob", "new");
    assertThat(world.sync().held().orElseThrow().pending().revision()).isEqualTo(revision);
    world.approve(revision).sync();

    assertThat(world.notebooks()).hasSize(10);
  }

  @Test
  void anApprovalDoesNotReachFurtherDeletions() {
    many(14);
    remove(5);
    String revision = world.sync().held().orElseThrow().pending().revision();

    world.remove("team-a/n13.yaml");
    SourcePlan plan = world.approve(revision).sync();

    assertThat(world.notebooks()).hasSize(14);
    assertThat(plan.held().orElseThrow().pending().revision()).isNotEqualTo(revision);
  }

  private void three() {
    world.notebook("team-a/a.yaml", "alice", "a");
    world.notebook("team-a/b.yaml", "alice", "b");
    world.notebook("team-a/c.yaml", "alice", "c").sync();
  }

  private void many(int count) {
    for (int i = 0; i < count; i++) {
      world.notebook("team-a/n" + i + ".yaml", "alice", "n" + i);
    }
    world.sync();
  }

  private void remove(int count) {
    for (int i = 0; i < count; i++) {
      world.remove("team-a/n" + i + ".yaml");
    }
  }
}
