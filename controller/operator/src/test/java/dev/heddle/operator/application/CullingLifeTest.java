package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.notebook.NotebookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lives of a notebook that is stopped when nobody uses it, in virtual time (I5, I6). */
class CullingLifeTest {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final World world = new World(11);

  @Test
  void aNotebookThatNobodyUsesIsStoppedOnceAndStaysSo() {
    begin();
    world.advance(LIMIT.minusMinutes(1));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(status().activity().orElseThrow().state()).isEqualTo(ActivityStatus.State.IDLE);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(3));
    assertThat(ready().reason()).isEqualTo("Culled");
    assertThat(ready().message()).contains("heddle start churn");
    assertThat(status().culling().orElseThrow().culledAt()).isPresent();
    world.advance(Duration.ofHours(6));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.yarn().stops()).hasSize(1);
  }

  @Test
  void aWarningComesBeforehandAndGoesWithTheFirstWork() {
    begin();
    world.advance(LIMIT.minusMinutes(9));
    assertThat(warned()).isTrue();
    assertThat(world.operator().events().toString()).contains("StopsSoon");
    world.yarn().work(world.applicationId(), false);
    world.advance(Duration.ofMinutes(1));
    assertThat(warned()).isFalse();
    world.advance(LIMIT.minusMinutes(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
  }

  @Test
  void aBusyOneIsNeverStopped() {
    begin();
    world.yarn().work(world.applicationId(), true);
    world.advance(Duration.ofHours(6));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(status().activity().orElseThrow().state()).isEqualTo(ActivityStatus.State.BUSY);
    world.yarn().work(world.applicationId(), false);
    world.advance(LIMIT.minusMinutes(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
  }

  @Test
  void workInTheLastMomentSavesIt() {
    begin();
    world.advanceUntil(
        () -> status().culling().flatMap(c -> c.eligibleAt()).filter(this::isNear).isPresent(),
        LIMIT);
    world.yarn().work(world.applicationId(), true);
    world.advance(Duration.ofMinutes(10));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().stops()).isEmpty();
  }

  private boolean isNear(Instant at) {
    return !at.minusSeconds(1).isAfter(world.now());
  }

  @Test
  void aNewStartBeginsANewTime() {
    begin();
    world.awaitPhase(Phase.STOPPED, LIMIT.plusMinutes(5));
    start("once more");
    world.awaitPhase(Phase.READY);
    world.advance(LIMIT.minusMinutes(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aChangeOfTheSpecIsIntentToo() {
    begin();
    world.awaitPhase(Phase.STOPPED, LIMIT.plusMinutes(5));
    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, false, rule())));
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, true, rule())));
    world.awaitPhase(Phase.STOPPED);
    assertThat(ready().reason()).isEqualTo("Stopped");
    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, false, rule())));
    world.awaitPhase(Phase.READY);
  }

  @Test
  void suspendingACulledOneAndResumingItStartsIt() {
    begin();
    world.awaitPhase(Phase.STOPPED, LIMIT.plusMinutes(5));
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, true, rule())));
    world.advanceUntil(() -> ready().reason().equals("Stopped"), Duration.ofMinutes(1));
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, false, rule())));
    world.awaitPhase(Phase.READY);
  }

  @Test
  void anotherLimitStartsNothing() {
    begin();
    world.awaitPhase(Phase.STOPPED, LIMIT.plusMinutes(5));
    world.edit(
        n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, false, Optional.empty())));
    world.advance(Duration.ofMinutes(10));
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void oneThatSomebodyKeepsIsKeptAndSaysSo() {
    begin();
    Instant until = world.now().plus(Duration.ofHours(3));
    world.edit(
        n -> n.withMetadata(n.metadata().withAnnotation(Annotations.KEEP_UNTIL, until.toString())));
    world.advance(Duration.ofHours(2));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(status().culling().orElseThrow().blockedBy().orElseThrow()).contains("keep");
    world.awaitPhase(Phase.STOPPED, Duration.ofHours(2));
  }

  @Test
  void oneThatCannotBeAskedIsNotStoppedAndSaysWhy() {
    begin();
    world.yarn().troubleAsking(world.applicationId(), "Jupyter answered with 403");
    world.advance(Duration.ofHours(4));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(
            Conditions.find(status().conditions(), Condition.PROBE_FAILING).orElseThrow().message())
        .contains("403");
    world.yarn().troubleAsking(world.applicationId(), "");
    world.awaitPhase(Phase.STOPPED, Duration.ofMinutes(5));
  }

  @Test
  void anOperatorThatWasAwayStopsNothingThatWorksNow() {
    begin();
    world.killOperator();
    world.advanceOutside(Duration.ofHours(5));
    world.yarn().work(world.applicationId(), false);
    world.start();
    world.advance(LIMIT.minusMinutes(5));
    assertThat(status().phase()).isEqualTo(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void itIsQuietWhileItIsIdle() {
    begin();
    world.advance(Duration.ofMinutes(7));
    String writes = world.store().version();
    world.advance(Duration.ofMinutes(10));
    assertThat(world.store().version())
        .as("nothing is written while nothing changes")
        .isEqualTo(writes);
  }

  private void begin() {
    world.yarn().measureUse();
    world.start().createNotebook();
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, false, rule())));
    world.awaitPhase(Phase.READY);
  }

  private static Optional<Culling> rule() {
    return Optional.of(
        new Culling(LIMIT, Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty()));
  }

  private void start(String when) {
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(Annotations.RESTARTED_AT, when)));
  }

  private NotebookStatus status() {
    return world.notebook().orElseThrow().status();
  }

  private Condition ready() {
    return Conditions.find(status().conditions(), Condition.READY).orElseThrow();
  }

  private boolean warned() {
    return Conditions.find(status().conditions(), Condition.STOPS_SOON).isPresent();
  }
}
