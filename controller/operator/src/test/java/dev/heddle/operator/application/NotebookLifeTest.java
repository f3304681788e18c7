package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.application.YarnConnection.Call;
import dev.heddle.operator.application.YarnConnection.Fault;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.LaunchLogs;
import dev.heddle.operator.yarn.LaunchProcess;
import dev.heddle.operator.yarn.YarnRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole lives of a notebook in virtual time; {@link World} checks I1 and I10 at every step. */
class NotebookLifeTest {

  private final World world = new World(7);

  @Test
  void aNotebookIsSubmittedOnceServesAndRests() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY, Duration.ofSeconds(3));
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.notebook().orElseThrow().status().url())
        .contains("http://node1:20001/notebooks/team-a/churn/");
    world.assertQuiet();
  }

  @Test
  void theTokenIsGivenToTheProcessAndShownNowhere() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    String token = world.yarn().app(world.applicationId()).launch().token().orElseThrow();
    assertThat(token).hasSizeGreaterThanOrEqualTo(43);
    assertThat(world.notebook().orElseThrow().toString()).doesNotContain(token);
    assertThat(world.application().toString()).doesNotContain(token);
    assertThat(world.operator().events().toString()).doesNotContain(token);
    assertThat(world.yarn().app(world.applicationId()).launch().toString()).doesNotContain(token);
  }

  @Test
  void aDeletedNotebookEndsItsApplicationBeforeItGoes() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.deleteNotebook();
    world.awaitGone();
    assertThat(world.yarn().live()).isEmpty();
    assertThat(world.yarn().stops()).containsExactly("shutdown application_1_0001");
    world.advance(Duration.ofSeconds(1));
    assertThat(world.store().size()).as("the token goes with its notebook").isZero();
  }

  @Test
  void aNotebookThatIsDeletedAndMadeAgainWaitsForItsPredecessor() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    String first = world.notebook().orElseThrow().metadata().uid();
    world.deleteNotebook();
    world.advanceUntil(() -> world.notebook().isEmpty(), Duration.ofMinutes(1));
    world.createNotebook();
    world.awaitPhase(Phase.READY);
    assertThat(world.notebook().orElseThrow().metadata().uid()).isNotEqualTo(first);
    assertThat(world.yarn().live()).hasSize(1);
  }

  @Test
  void aChangedSpecReplacesTheApplicationAfterItsEnd() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("2Gi", RestartPolicy.ON_FAILURE, false)));
    world.advanceUntil(() -> world.yarn().submissions().size() == 2, Duration.ofMinutes(1));
    world.awaitPhase(Phase.READY);
    assertThat(world.applicationId()).isEqualTo("application_1_0002");
    assertThat(world.yarn().stops()).containsExactly("shutdown application_1_0001");
    world.assertQuiet();
  }

  @Test
  void aChangeThatNeedsNoRestartCausesNone() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ALWAYS, false)));
    world.assertQuiet();
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aSuspendedNotebookStopsAndComesBackWhenResumed() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, true)));
    world.awaitPhase(Phase.STOPPED);
    assertThat(world.yarn().live()).isEmpty();
    world.assertQuiet();
    world.edit(n -> n.withSpec(World.spec("1Gi", RestartPolicy.ON_FAILURE, false)));
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aNotebookThatItsUserQuitsStaysSoUntilSomebodyWantsIt() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);
    world.assertQuiet();
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation(Annotations.RESTARTED_AT, "now")));
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aFailedApplicationIsSubmittedAgainAfterGrowingPauses() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().fail(world.applicationId(), "exit 1\nlast line of its log");
    world.awaitPhase(Phase.BACK_OFF);
    assertThat(condition(Condition.READY).message()).contains("last line of its log");
    world.advance(Duration.ofSeconds(9));
    assertThat(world.yarn().submissions()).hasSize(1);
    world.awaitPhase(Phase.READY, Duration.ofSeconds(10));
    assertThat(world.application().status().failures()).isEqualTo(1);
    world.yarn().fail(world.applicationId(), "again");
    world.awaitPhase(Phase.BACK_OFF);
    world.advance(Duration.ofSeconds(19));
    assertThat(world.yarn().submissions()).hasSize(2);
    world.awaitPhase(Phase.READY, Duration.ofSeconds(10));
    assertThat(world.application().status().failures()).isEqualTo(2);
  }

  @Test
  void aRunThatServedForTenMinutesStartsTheCountAnew() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().fail(world.applicationId(), "once");
    world.awaitPhase(Phase.BACK_OFF);
    world.awaitPhase(Phase.READY);
    world.advance(Duration.ofMinutes(11));
    world.yarn().fail(world.applicationId(), "much later");
    world.awaitPhase(Phase.BACK_OFF);
    assertThat(world.application().status().failures()).isEqualTo(1);
  }

  @Test
  void anApplicationThatSomebodyElseKilledComesBack() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().killedByAnAdministrator(world.applicationId());
    world.awaitPhase(Phase.BACK_OFF);
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void aFailureIsFinalWhenThePolicySaysNever() {
    world.start().createNotebook(RestartPolicy.NEVER);
    world.awaitPhase(Phase.READY);
    world.yarn().fail(world.applicationId(), "exit 1");
    world.awaitPhase(Phase.FAILED);
    assertThat(condition(Condition.STALLED).message()).contains("exit 1");
    world.assertQuiet();
  }

  @Test
  void restartsInPlaceAndNewAttemptsAreCountedAndTold() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().restartProcess(world.applicationId());
    world.advance(Duration.ofSeconds(10));
    world.awaitPhase(Phase.READY);
    assertThat(world.notebook().orElseThrow().status().restarts()).isEqualTo(1);
    world.yarn().nextAttempt(world.applicationId());
    world.advance(Duration.ofSeconds(10));
    world.awaitPhase(Phase.READY);
    assertThat(world.application().status().attempt()).isEqualTo(2);
    assertThat(world.notebook().orElseThrow().status().restarts()).isEqualTo(2);
    world.yarn().restartProcess(world.applicationId());
    world.killOperator();
    world.start().advance(Duration.ofSeconds(10));
    world.awaitPhase(Phase.READY);
    assertThat(world.notebook().orElseThrow().status().restarts()).isEqualTo(3);
    assertThat(world.operator().events())
        .anyMatch(e -> e.reason().equals("Restarted") && e.about().kind().equals("Notebook"));
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void anOperatorThatWasAwayAdoptsWhatRuns() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.killOperator();
    world.advance(Duration.ofMinutes(30));
    world.awaitPhase(Phase.READY);
    world.assertQuiet();
    assertThat(world.operators()).isEqualTo(2);
    assertThat(world.operator().events()).as("nothing happened").isEmpty();
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.yarn().stops()).isEmpty();
  }

  @Test
  void aLostStatusIsFoundAgainByTheTags() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world
        .store()
        .updateStatus(
            Kinds.APPLICATION, world.application().withStatus(ApplicationStatus.unobserved()));
    world.edit(n -> n.withMetadata(n.metadata().withAnnotation("touched", "yes")));
    world.advance(Duration.ofMinutes(15));
    world.awaitPhase(Phase.READY);
    assertThat(world.application().status().run().orElseThrow().applicationId())
        .isEqualTo("application_1_0001");
    assertThat(world.yarn().submissions()).hasSize(1);
    assertThat(world.yarn().stops()).isEmpty();
  }

  @Test
  void aDeletionWorksWithALostStatus() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world
        .store()
        .updateStatus(
            Kinds.APPLICATION, world.application().withStatus(ApplicationStatus.unobserved()));
    world.deleteNotebook();
    world.awaitGone();
    assertThat(world.yarn().live()).isEmpty();
  }

  @Test
  void anApplicationThatTheResourceManagerForgotIsMadeAgain() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().forget(world.applicationId());
    world.awaitPhase(Phase.BACK_OFF);
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(2);
  }

  @Test
  void anEndedApplicationThatYarnForgetsStaysEnded() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().quit(world.applicationId());
    world.awaitPhase(Phase.SUCCEEDED);
    world.yarn().forget("application_1_0001");
    world.assertQuiet();
    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void anAgentThatDoesNotObeyIsOverruledAfterTheGrace() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.yarn().muteAgents(true);
    world.deleteNotebook();
    world.advance(Duration.ofSeconds(10));
    assertThat(world.yarn().live()).hasSize(1);
    world.awaitGone();
    assertThat(world.yarn().stops()).containsExactly("kill application_1_0001");
  }

  @Test
  void anApplicationThatWaitsForAContainerIsKilledAtOnceWhenDeleted() {
    world.yarn().starve(true);
    world.start().createNotebook();
    world.awaitPhase(Phase.ACCEPTED);
    world.deleteNotebook();
    world.awaitGone();
    assertThat(world.yarn().stops()).containsExactly("kill application_1_0001");
  }

  @Test
  void aSubmissionWhoseAnswerIsLostIsNotRepeated() {
    world.withFirst(c -> c.plan(Call.SUBMIT, new Fault.AnswerLost())).start().createNotebook();
    world.awaitPhase(Phase.READY);
    assertThat(world.yarn().submissions()).hasSize(1);
    world.assertQuiet();
  }

  @Test
  void aSubmissionThatTakesEffectLateIsStillTheOnlyOne() {
    world
        .withFirst(c -> c.plan(Call.SUBMIT, new Fault.Late(Duration.ofSeconds(4))))
        .start()
        .createNotebook();
    world.awaitPhase(Phase.READY);
    world.advance(Duration.ofSeconds(10));
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aSubmissionThatTakesEffectAfterTheDeletionIsFoundAndEnded() {
    world
        .withFirst(c -> c.plan(Call.SUBMIT, new Fault.Late(Duration.ofSeconds(4))))
        .start()
        .createNotebook();
    world.advanceUntil(() -> world.phase() == Phase.SUBMITTING, Duration.ofSeconds(5));
    world.deleteNotebook();
    world.awaitGone();
    world.advance(Duration.ofMinutes(1));
    assertThat(world.yarn().live()).isEmpty();
  }

  @Test
  void aRefusedSubmissionSaysWhyAndHealsWhenMended() {
    world
        .withFirst(
            c -> c.refuseSubmissions(Optional.of(YarnRejectedException.Reason.QUEUE_NOT_FOUND)))
        .start()
        .createNotebook();
    world.advance(Duration.ofMinutes(10));
    assertThat(condition(Condition.READY).reason()).isEqualTo("QueueNotFound");
    assertThat(condition(Condition.STALLED).status()).isEqualTo(Condition.Status.TRUE);
    String version = world.store().version();
    world.advance(Duration.ofMinutes(10));
    assertThat(world.store().version())
        .as("the same refusal is not written twice")
        .isEqualTo(version);
    world.connection().refuseSubmissions(Optional.empty());
    world.awaitPhase(Phase.READY);
    assertThat(Conditions.find(world.notebook().orElseThrow().status().conditions(), "Stalled"))
        .isEmpty();
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aResourceManagerThatIsAwayDisturbsNothingThatServes() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    String version = world.store().version();
    world.connection().outage(true);
    world.advance(Duration.ofMinutes(30));
    assertThat(world.phase()).isEqualTo(Phase.READY);
    world.connection().outage(false);
    world.advance(Duration.ofMinutes(5));
    assertThat(world.store().version()).isEqualTo(version);
    assertThat(world.yarn().submissions()).hasSize(1);
  }

  @Test
  void aDeletionDuringAnOutageFinishesAfterwards() {
    world.start().createNotebook();
    world.awaitPhase(Phase.READY);
    world.connection().outage(true);
    world.deleteNotebook();
    world.advance(Duration.ofMinutes(10));
    assertThat(world.notebook()).isPresent();
    world.connection().outage(false);
    world.awaitGone();
    assertThat(world.yarn().live()).isEmpty();
  }

  @Test
  void anApplicationWithoutAResourceIsToldOfAndLeftAlone() {
    world.toleratingOrphans().start();
    world.yarn().submit(world.yarn().reserve(), orphan());
    world.advance(Duration.ofMinutes(5));
    assertThat(world.yarn().live()).hasSize(1);
    assertThat(world.operator().meters().get("heddle.yarn.orphans").gauge().value()).isEqualTo(1);
  }

  private static Launch orphan() {
    return new Launch(
        "team-a",
        "gone",
        "uid-of-nobody",
        1,
        "abc",
        "gone",
        "default",
        "alice",
        "",
        1,
        List.of(),
        List.of(),
        Optional.empty(),
        Terms.none(),
        LaunchLogs.usual(),
        Optional.of(
            new LaunchProcess(
                "notebook",
                new Resources(DataSize.parse("1Gi"), 1),
                "true",
                Map.of(),
                Map.of(),
                Optional.empty(),
                0,
                Duration.ofMinutes(10),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30))),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        Optional.empty(),
        Duration.ofSeconds(1),
        Optional.empty());
  }

  private Condition condition(String type) {
    return Conditions.find(world.notebook().orElseThrow().status().conditions(), type)
        .orElseThrow();
  }
}
