package dev.heddle.operator.source;

import static dev.heddle.operator.source.PlanScenario.messages;
import static dev.heddle.operator.source.SpecDirectory.notebook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.quantity.DataSize;
import org.junit.jupiter.api.Test;

class PlanConflictsTest {

  private final PlanScenario world = new PlanScenario();

  @Test
  void ofTwoFilesTheOlderKeepsTheName() {
    world.file("team-a/z.yaml", "alice", notebook("a", "1 GiB"));
    world.file("team-a/b.yaml", "bob", notebook("a", "9 GiB"));

    SourcePlan plan = world.sync();

    assertThat(world.notebook("team-a", "a").metadata().annotation(Annotations.OWNER))
        .contains("alice");
    assertThat(messages(plan))
        .singleElement()
        .asString()
        .startsWith("team-a/b.yaml")
        .contains("already declared by team-a/z.yaml");
  }

  @Test
  void aFileKeepsItsNameAlsoWhenItIsRewrittenLater() {
    world.file("team-a/a.yaml", "alice", notebook("a", "1 GiB")).sync();
    world.file("team-a/b.yaml", "bob", notebook("a", "9 GiB"));
    world.file("team-a/a.yaml", "alice", notebook("a", "2 GiB")).sync();

    assertThat(world.notebook("team-a", "a").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));
  }

  @Test
  void aFileThatIsMovedByItsOwnerKeepsItsObject() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();
    String uid = world.notebook("team-a", "a").metadata().uid();

    world.remove("team-a/a.yaml").notebook("team-a/deep/a.yaml", "alice", "a").sync();

    assertThat(world.notebook("team-a", "a").metadata().uid()).isEqualTo(uid);
    assertThat(world.notebook("team-a", "a").metadata().annotation(Annotations.SOURCE_PATH))
        .contains("team-a/deep/a.yaml");
  }

  @Test
  void anotherPersonsFileGetsAnObjectOfItsOwn() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();
    String uid = world.notebook("team-a", "a").metadata().uid();

    world.remove("team-a/a.yaml").notebook("team-a/his.yaml", "bob", "a").sync();
    assertThat(world.notebooks()).containsExactly("team-a/b");
    world.sync();

    assertThat(world.notebook("team-a", "a").metadata().uid()).isNotEqualTo(uid);
    assertThat(world.notebook("team-a", "a").metadata().annotation(Annotations.OWNER))
        .contains("bob");
  }

  @Test
  void anotherPersonsBrokenFileNeitherHindersNorProtects() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();
    world.file("team-a/evil.yaml", "bob", notebook("a", "lots"));

    world.file("team-a/a.yaml", "alice", notebook("a", "2 GiB")).sync();
    assertThat(world.notebook("team-a", "a").spec().resources().memory())
        .isEqualTo(DataSize.parse("2 GiB"));

    world.remove("team-a/a.yaml").sync();
    assertThat(world.notebooks()).containsExactly("team-a/b");
  }

  @Test
  void ofTwoSourcesTheOlderKeepsTheNameAndTheYoungerNeverTouchesIt() {
    world.notebook("team-a/a.yaml", "alice", "a").sync();
    String version = world.notebook("team-a", "a").metadata().resourceVersion();
    world.fileOfSource("git", "team-a/a.yaml", "alice", notebook("a", "9 GiB"));
    world.fileOfSource("git", "team-a/b.yaml", "alice", notebook("b", "9 GiB"));

    SourcePlan plan = world.sync("git");

    assertThat(messages(plan))
        .singleElement()
        .asString()
        .contains("already declared by the source hdfs")
        .contains("heddle.dev/adopt=git");
    assertThat(world.notebook("team-a", "a").metadata().resourceVersion()).isEqualTo(version);
    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b");
  }

  @Test
  void whatWasMadeByHandIsNotTakenOverUnlessHandedOver() {
    byHand("a");
    world.file("team-a/a.yaml", "alice", notebook("a", "5 GiB"));

    SourcePlan plan = world.sync();
    assertThat(messages(plan)).singleElement().asString().contains("not made by this source");

    world.annotate("team-a", "a", Annotations.ADOPT, "hdfs");
    assertThat(messages(world.sync())).isEmpty();
    Notebook adopted = world.notebook("team-a", "a");
    assertThat(adopted.spec().resources().memory()).isEqualTo(DataSize.parse("5 GiB"));
    assertThat(adopted.metadata().annotations())
        .containsEntry(Annotations.OWNER, "alice")
        .doesNotContainKey(Annotations.ADOPT);
  }

  @Test
  void anObjectThatAControllerMadeIsNeverTakenOver() {
    world
        .store()
        .create(
            Kinds.NOTEBOOK,
            made(
                "a",
                ObjectMeta.named("team-a", "a")
                    .withAnnotation(Annotations.ADOPT, "hdfs")
                    .withOwner(new OwnerReference("heddle.dev/v1", "Boss", "b", "u", true, true))));

    SourcePlan plan = world.notebook("team-a/a.yaml", "alice", "a").sync();

    assertThat(messages(plan)).singleElement().asString().contains("is made by Boss b");
  }

  @Test
  void aCopyOfAManagedObjectIsNotTheSources() {
    world.notebook("team-a/a.yaml", "alice", "a").sync();
    Notebook original = world.notebook("team-a", "a");
    world
        .store()
        .create(
            Kinds.NOTEBOOK,
            made(
                "copy",
                ObjectMeta.named("team-a", "copy")
                    .withAnnotations(original.metadata().annotations())));

    world.sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/copy");
  }

  @Test
  void anObjectIsReleasedByTakingTheSourcesAnnotationOff() {
    world.notebook("team-a/a.yaml", "alice", "a").notebook("team-a/b.yaml", "alice", "b").sync();
    world.edit(
        "team-a", "a", n -> n.withObject("/metadata/annotations").remove(Annotations.SOURCE));

    world.remove("team-a/a.yaml").sync();

    assertThat(world.notebooks()).containsExactly("team-a/a", "team-a/b");
  }

  private void byHand(String name) {
    world.store().create(Kinds.NOTEBOOK, made(name, ObjectMeta.named("team-a", name)));
  }

  private Notebook made(String name, ObjectMeta metadata) {
    PlanScenario template = new PlanScenario();
    template.notebook("team-a/" + name + ".yaml", "x", name).sync();
    return template.notebook("team-a", name).withMetadata(metadata);
  }
}
