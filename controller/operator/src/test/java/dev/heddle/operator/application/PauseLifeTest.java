package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.core.Secret;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.meta.Intent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Heddle's hands are frozen, or are to let go (I13), in virtual time. */
class PauseLifeTest {

  private final World world = new World(11);

  @Test
  void whatIsPausedIsShownAndLeftAlone() {
    begin();
    pause();
    String running = world.applicationId();
    assertThat(paused().orElseThrow().message()).contains("heddle.dev/reconcile is paused");
    assertThat(world.phase()).isEqualTo(Phase.READY);

    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, true)));
    world.advance(Duration.ofMinutes(10));

    assertThat(world.phase()).isEqualTo(Phase.READY);
    assertThat(world.applicationId()).isEqualTo(running);
    assertThat(world.yarn().stops()).isEmpty();
    world.assertQuiet();

    resume();
    world.awaitPhase(Phase.STOPPED);
    assertThat(paused()).isEmpty();
  }

  @Test
  void whatEndsMeanwhileIsStartedAgainWhenThePauseIsOver() {
    begin();
    pause();

    world.yarn().kill(world.applicationId());
    world.awaitPhase(Phase.FAILED);
    world.advance(Duration.ofHours(1));
    assertThat(world.yarn().submissions()).hasSize(1);

    resume();
    world.awaitPhase(Phase.READY, Duration.ofMinutes(5));
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void whatIsPausedFromTheBeginningIsNotSubmitted() {
    world.start();
    world.createNotebook(RestartPolicy.ON_FAILURE);
    pause();
    boolean begun = !world.yarn().submissions().isEmpty();
    world.advance(Duration.ofMinutes(10));

    assertThat(begun).isFalse();
    assertThat(world.yarn().submissions()).isEmpty();
    assertThat(paused()).isPresent();
    resume();
    world.awaitPhase(Phase.READY);
  }

  @Test
  void aDeletionWaitsForTheEndOfThePause() {
    begin();
    pause();
    world.deleteNotebook();
    world.advance(Duration.ofMinutes(10));

    assertThat(world.yarn().live()).hasSize(1);
    assertThat(paused().orElseThrow().message()).contains("deletion waits");
    resume();
    world.awaitGone();
    assertThat(world.yarn().live()).isEmpty();
  }

  @Test
  void whatIsKeptOutlivesItsNotebookAndIsStillOpenedWithItsToken() {
    begin();
    world.toleratingOrphans();
    annotate(Annotations.ON_DELETE, Intent.KEEP);
    String running = world.applicationId();

    world.deleteNotebook();
    world.awaitGone();
    world.advance(Duration.ofMinutes(10));

    assertThat(world.store().list(Kinds.APPLICATION, "").items()).isEmpty();
    assertThat(world.yarn().app(running).isLive()).isTrue();
    assertThat(world.yarn().app(running).keys()).containsExactly("heddle.dev/kept");
    assertThat(world.operator().events().toString()).contains("Kept");
    Secret token = world.store().list(Kinds.SECRET, "").items().get(0);
    assertThat(token.metadata().ownerReferences()).isEmpty();
  }

  @Test
  void whatCannotBeToldYetIsKeptLater() {
    begin();
    world.toleratingOrphans();
    annotate(Annotations.ON_DELETE, Intent.KEEP);
    world.yarn().muteAgents(true);
    world.deleteNotebook();
    world.advance(Duration.ofMinutes(1));
    assertThat(world.notebook()).isPresent();
    assertThat(world.yarn().stops()).isEmpty();

    world.yarn().muteAgents(false);
    world.awaitGone();
    assertThat(world.yarn().live()).hasSize(1);
  }

  @Test
  void whereNothingRunsThereIsNothingToKeep() {
    begin();
    annotate(Annotations.ON_DELETE, Intent.KEEP);
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, true)));
    world.awaitPhase(Phase.STOPPED);

    world.deleteNotebook();
    world.awaitGone();
  }

  private void begin() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
  }

  private void pause() {
    annotate(Annotations.RECONCILE, Intent.PAUSED);
  }

  private void annotate(String name, String value) {
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(name, value)));
    world.advance(Duration.ofSeconds(10));
  }

  private void resume() {
    world.edit(n -> n.withMetadata(n.metadata().withAnnotations(Map.of())));
  }

  private Optional<Condition> paused() {
    return Conditions.find(world.notebook().orElseThrow().status().conditions(), Condition.PAUSED);
  }
}
