package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.notebook.NotebookClassSpec;
import dev.heddle.crd.notebook.NotebookClassSpec.Allowed;
import dev.heddle.crd.notebook.NotebookClassSpec.Limits;
import dev.heddle.crd.notebook.NotebookClassSpec.Reserved;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lives of a notebook with a class, in virtual time. */
class ClassLifeTest {

  private final World world = new World(7);

  @Test
  void itGetsWhatItLeavesOpenAndKeepsItsOwnSpec() {
    giveClass("small", "3Gi", Limits.none(), false);
    begin(Optional.of("small"));

    assertThat(memory()).isEqualTo("3Gi");
    assertThat(notebook().spec().resources().memory()).isEqualTo(DataSize.parse("1Gi"));
    world.assertQuiet();
  }

  @Test
  void aChangeOfItsClassIsPendingWhileSomebodyWorks() {
    giveClass("small", "3Gi", Limits.none(), false);
    world.yarn().measureUse();
    begin(Optional.of("small"));
    String first = world.applicationId();
    world.yarn().work(first, true);

    changeClass("small", "4Gi", Limits.none());
    world.advance(Duration.ofHours(3));

    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(condition(Condition.PENDING_RESTART).orElseThrow().message()).contains("resources");
    world.yarn().work(first, false);
    world.advanceUntil(
        () -> world.phase() == Phase.READY && !world.applicationId().equals(first),
        Duration.ofMinutes(10));
    assertThat(memory()).isEqualTo("4Gi");
  }

  @Test
  void aChangeOfAClassReachesItsManyNotebooksOneAfterTheOther() {
    giveClass("small", "3Gi", Limits.none(), false);
    world.yarn().measureUse();
    begin(Optional.of("small"));
    String first = world.applicationId();
    for (int i = 0; i < 300; i++) {
      world
          .store()
          .create(
              Kinds.NOTEBOOK,
              new Notebook(
                  ObjectMeta.named("elsewhere", "n" + i),
                  spec(Optional.of("small"), "1Gi", true),
                  null));
    }
    world.advance(Duration.ofMinutes(10));

    changeClass("small", "4Gi", Limits.none());
    world.advance(Duration.ofSeconds(1));
    Instant from =
        Instant.parse(
            world.application().metadata().annotation(Annotations.RESTART_FROM).orElseThrow());
    Duration wait = Duration.between(world.now(), from);
    assertThat(wait).isBetween(Duration.ofSeconds(10), Pace.window(301));
    assertThat(condition(Condition.PENDING_RESTART).orElseThrow().reason()).isEqualTo("Paced");
    assertThat(condition(Condition.PENDING_RESTART).orElseThrow().message())
        .contains("resources", from.toString(), "heddle restart");
    world.killOperator(); // the new one says the same
    world.start();
    world.advance(wait.minusSeconds(5));
    assertThat(world.applicationId()).isEqualTo(first);
    world.advance(Duration.ofSeconds(40));
    assertThat(world.applicationId()).isNotEqualTo(first);

    world.awaitPhase(Phase.READY);
    String second = world.applicationId();
    world.edit(n -> n.withSpec(spec(Optional.of("small"), "5Gi", false)));
    world.advance(Duration.ofSeconds(40));
    assertThat(world.applicationId()).as("its owner's change is not put off").isNotEqualTo(second);
  }

  @Test
  void withoutItsClassItDoesNotStartUntilTheClassIsThere() {
    world.start();
    create(Optional.of("small"));
    world.advance(Duration.ofMinutes(1));
    assertThat(world.phase()).isEqualTo(Phase.PENDING);
    assertThat(condition(Condition.STALLED).orElseThrow().reason()).isEqualTo("ClassNotFound");
    assertThat(condition(Condition.STALLED).orElseThrow().message())
        .contains("spec.class", "'small'");
    world.assertQuiet();

    giveClass("small", "3Gi", Limits.none(), false);

    world.awaitPhase(Phase.READY);
    assertThat(condition(Condition.STALLED)).isEmpty();
  }

  @Test
  void oneThatGoesBeyondALimitDoesNotStart() {
    giveClass("small", "1Gi", memory("2Gi"), false);
    world.start();
    create(Optional.of("small"), "3Gi");
    world.advance(Duration.ofMinutes(1));

    assertThat(world.yarn().submissions()).isEmpty();
    assertThat(condition(Condition.STALLED).orElseThrow().message())
        .isEqualTo("spec.resources.memory: found 3Gi; class small allows at most 2Gi");
    assertThat(condition(Condition.READY).orElseThrow().status()).isEqualTo(Condition.Status.FALSE);

    changeClass("small", "1Gi", memory("3Gi"));
    world.awaitPhase(Phase.READY);
  }

  @Test
  void aLimitThatIsLoweredStopsNobodyAndStartsNobody() {
    giveClass("small", "1Gi", memory("4Gi"), false);
    world.start();
    create(Optional.of("small"), "3Gi");
    world.awaitPhase(Phase.READY);
    String first = world.applicationId();

    changeClass("small", "1Gi", memory("2Gi"));
    world.advance(Duration.ofHours(1));
    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(condition(Condition.STALLED).orElseThrow().reason()).isEqualTo("ClassLimitExceeded");
    assertThat(Conditions.isTrue(notebook().status().conditions(), Condition.READY)).isTrue();
    world.assertQuiet();

    world.edit(n -> n.withSpec(spec(Optional.of("small"), "3Gi", true)));
    world.awaitPhase(Phase.STOPPED);
    world.edit(n -> n.withSpec(spec(Optional.of("small"), "3Gi", false)));
    world.advance(Duration.ofMinutes(10));
    assertThat(world.yarn().submissions()).hasSize(1);

    world.edit(n -> n.withSpec(spec(Optional.of("small"), "2Gi", false)));
    world.awaitPhase(Phase.READY);
    assertThat(memory()).isEqualTo("2Gi");
  }

  @Test
  void aClassThatIsTakenAwayStopsNobody() {
    giveClass("small", "3Gi", Limits.none(), false);
    begin(Optional.of("small"));

    world.store().delete(Kinds.NOTEBOOK_CLASS, "", "small", Preconditions.none());
    world.advance(Duration.ofHours(1));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(condition(Condition.STALLED).orElseThrow().reason()).isEqualTo("ClassNotFound");
  }

  @Test
  void aNewOneWithoutAClassGetsTheDefaultAndKeepsIt() {
    giveClass("usual", "3Gi", Limits.none(), true);
    begin(Optional.empty());
    assertThat(memory()).isEqualTo("3Gi");
    assertThat(notebook().className()).contains("usual");

    giveClass("newer", "5Gi", Limits.none(), true);
    world.advance(Duration.ofHours(1));

    assertThat(notebook().className()).contains("usual");
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aDefaultThatComesLaterChangesNothing() {
    begin(Optional.empty());

    giveClass("usual", "3Gi", Limits.none(), true);
    world.advance(Duration.ofHours(1));
    world.killOperator();
    world.start();
    world.advance(Duration.ofHours(1));

    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(notebook().className()).isEmpty();
    assertThat(condition(Condition.PENDING_RESTART)).isEmpty();
  }

  private void begin(Optional<String> ofClass) {
    world.start();
    create(ofClass);
    world.awaitPhase(Phase.READY);
  }

  private void create(Optional<String> ofClass) {
    create(ofClass, "1Gi");
  }

  private void create(Optional<String> ofClass, String memory) {
    world.createNotebook(spec(ofClass, memory, false));
  }

  private static NotebookSpec spec(Optional<String> ofClass, String memory, boolean suspend) {
    NotebookSpec spec =
        suspend
            ? World.spec(memory, RestartPolicy.ON_FAILURE, true)
            : World.spec(memory, Optional.empty(), Optional.empty());
    return spec.withClass(ofClass);
  }

  private void giveClass(String name, String memory, Limits limits, boolean isDefault) {
    ObjectMeta metadata = ObjectMeta.named("", name);
    world
        .store()
        .create(
            Kinds.NOTEBOOK_CLASS,
            new NotebookClass(
                isDefault ? metadata.withAnnotation(Annotations.DEFAULT_CLASS, "true") : metadata,
                classSpec(memory, limits)));
  }

  private void changeClass(String name, String memory, Limits limits) {
    NotebookClass there = world.store().get(Kinds.NOTEBOOK_CLASS, "", name).orElseThrow();
    world
        .store()
        .update(
            Kinds.NOTEBOOK_CLASS, new NotebookClass(there.metadata(), classSpec(memory, limits)));
  }

  private static NotebookClassSpec classSpec(String memory, Limits limits) {
    return new NotebookClassSpec(
        new NotebookClassSpec.Defaults(
            Optional.empty(),
            Optional.of(
                new Reserved(
                    Optional.of(DataSize.parse(memory)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(UpdateStrategy.WHEN_IDLE)),
        limits,
        new Allowed(List.of(World.NAMESPACE), List.of(), List.of(), List.of()));
  }

  private static Limits memory(String most) {
    return new Limits(
        Optional.of(DataSize.parse(most)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Notebook notebook() {
    return world.notebook().orElseThrow();
  }

  private Optional<Condition> condition(String type) {
    return Conditions.find(notebook().status().conditions(), type);
  }

  private String memory() {
    return world
        .yarn()
        .app(world.applicationId())
        .launch()
        .process()
        .orElseThrow()
        .resources()
        .memory()
        .toString();
  }
}
