package dev.heddle.operator.source;

import static dev.heddle.operator.source.PlanScenario.messages;
import static dev.heddle.operator.source.SpecDirectory.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.config.NamespaceConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanRightsTest {

  private final PlanScenario world = new PlanScenario();

  @Test
  void nobodyButAnAdministratorAsksForAnotherUser() {
    String forRoot = notebook("a", "1 GiB") + "  user: root\n";
    SourcePlan plan =
        world
            .file("team-a/a.yaml", "alice", forRoot)
            .file("team-b/a.yaml", "admin", forRoot)
            .file("team-c/a.yaml", "root", forRoot)
            .sync();

    assertThat(world.notebooks()).containsExactly("team-b/a", "team-c/a");
    assertThat(messages(plan))
        .singleElement()
        .asString()
        .contains("spec.user: the file's owner alice may not ask for the user root");
  }

  @Test
  void aRefusedChangeKeepsTheLastValidState() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "bob", "b").sync();

    world.file("team-a/a.yaml", "alice", notebook("a", "8 GiB") + "  user: root\n").sync();

    Notebook kept = world.notebook("team-a", "a");
    assertThat(kept.spec().user()).isEmpty();
    assertThat(kept.spec().resources().memory()).isEqualTo(DataSize.parse("1 GiB"));
  }

  @Test
  void aNamespaceMayBeLimitedToUsersAndGroups() {
    world
        .limit("team-a", new NamespaceConfig(Set.of("alice"), Set.of("science"), Set.of()))
        .group("bob", "science", "staff")
        .group("eve", "staff")
        .notebook("team-a/a.yaml", "alice", "a")
        .notebook("team-a/b.yaml", "bob", "b")
        .notebook("team-a/e.yaml", "eve", "e")
        .notebook("team-a/x.yaml", "admin", "x")
        .notebook("team-b/e.yaml", "eve", "e");

    SourcePlan plan = world.sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b", "team-a/x", "team-b/e");
    assertThat(messages(plan))
        .singleElement()
        .asString()
        .contains("eve may not use the namespace team-a")
        .contains("the users alice and the groups science");
  }

  @Test
  void aNamespaceMayBeLimitedToQueues() {
    world
        .limit("team-a", new NamespaceConfig(Set.of(), Set.of(), Set.of("research")))
        .file("team-a/a.yaml", "alice", notebook("a", "1 GiB") + "  queue: research\n")
        .file("team-a/b.yaml", "alice", notebook("b", "1 GiB"));

    SourcePlan plan = world.sync();

    assertThat(world.notebooks()).containsExactly("team-a/a");
    assertThat(messages(plan))
        .singleElement()
        .asString()
        .contains("may not use the queue default; allowed are research");
  }

  @Test
  void aFileCannotNameItsOwner() {
    SourcePlan plan =
        world
            .file(
                "team-a/a.yaml",
                "eve",
                notebook("a", "1 GiB")
                    .replace("name: a", "name: a\n  annotations: {heddle.dev/owner: root}"))
            .sync();

    assertThat(world.notebooks()).isEmpty();
    assertThat(messages(plan)).singleElement().asString().contains("set by Heddle alone");
  }

  @Test
  void aFileThatEverybodyMayWriteSpeaksForNobody() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "bob", "b").sync();

    SourcePlan plan = world.fileOpenToAll("team-a/a.yaml", "alice", notebook("a", "9 GiB")).sync();

    assertThat(world.notebook("team-a", "a").spec().resources().memory())
        .isEqualTo(DataSize.parse("1 GiB"));
    assertThat(messages(plan)).singleElement().asString().contains("chmod o-w");
  }

  @Test
  void aFileThatChangesHandsChangesTheOwner() {
    world.notebook("team-a/a.yaml", "alice", "a").sync();

    world.notebook("team-a/a.yaml", "bob", "a").sync();

    assertThat(world.notebook("team-a", "a").metadata().annotation(Annotations.OWNER))
        .contains("bob");
  }
}
