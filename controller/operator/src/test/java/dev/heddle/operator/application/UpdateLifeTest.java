package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.operator.notebook.NotebookApplication;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lives of a notebook whose spec is changed while it runs, in virtual time (I14). */
class UpdateLifeTest {

  private final World world = new World(5);

  @Test
  void aBusyOneIsNotInterruptedAndSaysWhatWaits() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.yarn().work(first, true);

    change("2Gi", Optional.empty());
    world.advance(Duration.ofHours(9));

    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(pending().reason()).isEqualTo("Busy");
    assertThat(pending().message())
        .contains("changed since it was started: resources", "a kernel is busy", "heddle restart");
    assertThat(world.operator().events().toString()).contains("RestartPending");
    assertThat(world.yarn().stops()).isEmpty();

    world.yarn().work(first, false);
    world.advance(Duration.ofMinutes(4));
    assertThat(world.applicationId()).as("its variables are somebody's").isEqualTo(first);
    assertThat(pending().reason()).isEqualTo("InUse");

    awaitReplaced(first, Duration.ofMinutes(3));
    assertThat(memory()).isEqualTo("2Gi");
    assertThat(isPending()).isFalse();
  }

  @Test
  void oneInWhichNothingWasBegunIsReplacedSoon() {
    begin(Optional.empty());
    String first = world.applicationId();

    change("2Gi", Optional.empty());

    awaitReplaced(first, Duration.ofSeconds(45));
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aLookThatIsSomeTimeOldIsNotEnough() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.yarn().lastLooked(first, Duration.ofSeconds(20));

    change("2Gi", Optional.empty());
    world.advance(Duration.ofMinutes(2));

    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(pending().reason()).isEqualTo("Looking");
    world.yarn().lastLooked(first, Duration.ofSeconds(1));
    awaitReplaced(first, Duration.ofSeconds(30));
  }

  @Test
  void aRestartByItsOwnerAppliesTheChangeAtOnce() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.yarn().work(first, true);
    change("2Gi", Optional.empty());
    world.advance(Duration.ofMinutes(10));

    restart(world.now().toString());

    awaitReplaced(first, Duration.ofSeconds(20));
    assertThat(memory()).isEqualTo("2Gi");
  }

  @Test
  void whatCannotBeAskedWaitsAndSaysHowToApplyIt() {
    world.start().createNotebook(World.spec("1Gi", Optional.empty(), Optional.empty()));
    world.awaitPhase(Phase.READY);
    String first = world.applicationId();

    change("2Gi", Optional.empty());
    world.advance(Duration.ofHours(1));

    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(pending().reason()).isEqualTo("ActivityUnknown");
    assertThat(pending().message()).contains("`heddle restart` applies it at once");
    world.assertQuiet();
  }

  @Test
  void onRestartWaitsForTheNextStartHoweverIdleItIs() {
    begin(Optional.of(UpdateStrategy.ON_RESTART));
    String first = world.applicationId();

    change("2Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advance(Duration.ofHours(9));
    assertThat(world.applicationId()).isEqualTo(first);
    assertThat(pending().reason()).isEqualTo("OnRestart");

    world.yarn().fail(first, "out of memory");
    awaitReplaced(first, Duration.ofMinutes(1));
    assertThat(memory()).isEqualTo("2Gi");
  }

  @Test
  void immediateAsksNobody() {
    begin(Optional.of(UpdateStrategy.IMMEDIATE));
    String first = world.applicationId();
    world.yarn().work(first, true);

    change("2Gi", Optional.of(UpdateStrategy.IMMEDIATE));

    awaitReplaced(first, Duration.ofSeconds(20));
  }

  @Test
  void toTurnToImmediateAppliesWhatWaits() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.yarn().work(first, true);
    change("2Gi", Optional.empty());
    world.advance(Duration.ofMinutes(10));

    change("2Gi", Optional.of(UpdateStrategy.IMMEDIATE));

    awaitReplaced(first, Duration.ofSeconds(20));
  }

  @Test
  void theStrategyAloneRestartsNothing() {
    begin(Optional.empty());

    change("1Gi", Optional.of(UpdateStrategy.IMMEDIATE));
    world.advance(Duration.ofMinutes(10));
    change("1Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advance(Duration.ofMinutes(10));

    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(isPending()).isFalse();
  }

  @Test
  void aChangeThatIsTakenBackIsNotPendingAnyMore() {
    begin(Optional.of(UpdateStrategy.ON_RESTART));
    change("2Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advance(Duration.ofMinutes(10));
    assertThat(isPending()).isTrue();

    change("1Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advance(Duration.ofMinutes(1));

    assertThat(isPending()).isFalse();
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void whatWaitsForAContainerIsReplacedAtOnce() {
    world.yarn().starve(true);
    world
        .start()
        .createNotebook(
            World.spec("1Gi", Optional.of(UpdateStrategy.ON_RESTART), Optional.empty()));
    world.awaitPhase(Phase.ACCEPTED);
    String first = world.applicationId();

    change("2Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advanceUntil(() -> !world.applicationId().equals(first), Duration.ofSeconds(20));
    world.yarn().starve(false);

    world.awaitPhase(Phase.READY);
    assertThat(memory()).isEqualTo("2Gi");
  }

  @Test
  void quitWhileAChangeWaitsItStaysEnded() {
    begin(Optional.of(UpdateStrategy.ON_RESTART));
    change("2Gi", Optional.of(UpdateStrategy.ON_RESTART));
    world.advance(Duration.ofMinutes(10));

    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);
    world.advance(Duration.ofHours(1));

    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void stoppedForNotBeingUsedWhileAChangeWaitsItStaysStopped() {
    Optional<Culling> rule =
        Optional.of(
            new Culling(
                Duration.ofMinutes(30),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Optional.empty()));
    world.yarn().measureUse();
    world.start().createNotebook(World.spec("1Gi", Optional.of(UpdateStrategy.ON_RESTART), rule));
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("2Gi", Optional.of(UpdateStrategy.ON_RESTART), rule)));

    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(40));
    world.advance(Duration.ofHours(3));

    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.yarn().submissions()).hasSize(1);
    restart("again");
    world.awaitPhase(Phase.READY);
    assertThat(memory()).isEqualTo("2Gi");
  }

  @Test
  void aRunOfAnOlderOperatorGoesOnAndIsKnownFromThenOn() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.killOperator();
    forgetParts();
    world.start();
    world.advance(Duration.ofMinutes(2));
    assertThat(world.yarn().submissions()).containsExactly(first);

    world.yarn().work(first, true);
    change("2Gi", Optional.empty());
    world.advance(Duration.ofMinutes(2));

    assertThat(pending().message()).contains("resources");
  }

  @Test
  void aRestartThatAnOlderOperatorDidNotWriteDownIsToldByItsTime() {
    begin(Optional.empty());
    String first = world.applicationId();
    world.yarn().work(first, true);
    world.killOperator();
    forgetParts();
    change("2Gi", Optional.empty());
    // The older operator had passed it on already, so that nobody writes down what was before.
    world
        .store()
        .update(
            Kinds.APPLICATION,
            world
                .application()
                .withSpec(NotebookApplication.of(world.notebook().orElseThrow(), "0.0.0.0")));
    world.start();
    world.advance(Duration.ofMinutes(2));
    assertThat(pending().message()).contains("the spec has changed");
    assertThat(world.applicationId()).isEqualTo(first);

    restart(world.now().toString());

    awaitReplaced(first, Duration.ofSeconds(20));
  }

  private void begin(Optional<UpdateStrategy> strategy) {
    world.yarn().measureUse();
    world.start().createNotebook(World.spec("1Gi", strategy, Optional.empty()));
    world.awaitPhase(Phase.READY);
  }

  private void change(String memory, Optional<UpdateStrategy> strategy) {
    world.edit(n -> n.withSpec(World.spec(memory, strategy, Optional.empty())));
  }

  private void restart(String when) {
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(Annotations.RESTARTED_AT, when)));
  }

  private void forgetParts() {
    Application application = world.application();
    ApplicationStatus status = application.status();
    Run run = status.run().orElseThrow();
    world
        .store()
        .updateStatus(
            Kinds.APPLICATION,
            application.withStatus(
                StatusDraft.of(status, status.observedGeneration(), world.now())
                    .run(run.withLaunched(run.launchHash(), Map.of()))
                    .build()));
  }

  private void awaitReplaced(String first, Duration limit) {
    assertThat(
            world.advanceUntil(
                () -> world.phase() == Phase.READY && !world.applicationId().equals(first), limit))
        .as("replaced, is %s", world.notebook())
        .isTrue();
    assertThat(world.yarn().stops()).doesNotContain("kill " + first);
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

  private boolean isPending() {
    return found().isPresent();
  }

  private Condition pending() {
    return found().orElseThrow(() -> new AssertionError("nothing waits: " + world.notebook()));
  }

  private Optional<Condition> found() {
    return Conditions.find(
        world.notebook().orElseThrow().status().conditions(), Condition.PENDING_RESTART);
  }
}
