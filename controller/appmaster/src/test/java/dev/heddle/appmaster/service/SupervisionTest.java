package dev.heddle.appmaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ShutdownRequest STOP =
      new ShutdownRequest(FinalStatus.KILLED, "deleted", Optional.empty());

  private Instant now = START;
  private Supervision supervision = notebook(3);
  private Service service = Service.initial(START);
  private final List<ServiceAction> actions = new ArrayList<>();

  private static Supervision notebook(int maxRestarts) {
    RestartLimits limits =
        new RestartLimits(
            maxRestarts, Duration.ofMinutes(10), Duration.ofMillis(200), Duration.ofSeconds(1));
    return new Supervision("notebook", true, limits, Duration.ofSeconds(10));
  }

  /** What the service is told to do because of the event. */
  private List<ServiceAction> on(ServiceEvent event) {
    Step step = supervision.next(service, event, now);
    service = Service.fromJson(step.service().toJson());
    assertThat(service).as("what an agent started again would read").isEqualTo(step.service());
    actions.addAll(step.actions());
    return step.actions();
  }

  private List<ServiceAction> after(Duration time) {
    now = now.plus(time);
    return on(new ServiceEvent.TimePassed());
  }

  private void runUntilReady(int run) {
    on(new ServiceEvent.Started(run, 100 + run));
    on(new ServiceEvent.Answered(run));
    assertThat(service.phase()).isEqualTo(Phase.READY);
  }

  private static ServiceAction finish(FinalStatus status, String diagnostics, boolean withLog) {
    return new ServiceAction.Finish(status, diagnostics, withLog);
  }

  @Test
  void aServiceThatAnswersIsReadyAndAnnouncedOnce() {
    on(new ServiceEvent.Started(1, 101));
    assertThat(service.phase()).isEqualTo(Phase.STARTING);

    now = now.plusMillis(370);
    assertThat(on(new ServiceEvent.Answered(1))).containsExactly(new ServiceAction.Announce());
    assertThat(service.readyAt()).contains(now);
    assertThat(on(new ServiceEvent.Answered(1))).isEmpty();
  }

  @Test
  void anAnswerThatWasMeantForAnEarlierRunDoesNotMakeTheNextOneReady() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));
    on(new ServiceEvent.Started(2, 102));

    on(new ServiceEvent.Answered(1));

    assertThat(service.phase()).isEqualTo(Phase.STARTING);
  }

  @Test
  void quitInJupyterEndsTheApplicationWell() {
    runUntilReady(1);

    assertThat(on(new ServiceEvent.Exited(1, 0)))
        .containsExactly(
            new ServiceAction.Withdraw(),
            finish(FinalStatus.SUCCEEDED, "the service was quit by its user", false));
    assertThat(service.phase()).isEqualTo(Phase.ENDED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 129, 137, 143})
  void anyOtherExitAfterReadyStartsItAgainAtOnce(int code) {
    runUntilReady(1);

    assertThat(on(new ServiceEvent.Exited(1, code)))
        .containsExactly(new ServiceAction.Withdraw(), new ServiceAction.Start(2));
    assertThat(service.phase()).isEqualTo(Phase.RESTARTING);
    assertThat(service.restarts()).isEqualTo(1);
    assertThat(service.lastExit().orElseThrow().ready()).isTrue();
  }

  @Test
  void exitZeroBeforeReadyIsAFailureToStart() {
    on(new ServiceEvent.Started(1, 101));

    assertThat(on(new ServiceEvent.Exited(1, 0))).contains(new ServiceAction.Start(2));
    assertThat(service.message()).contains("before it was ready");
  }

  @Test
  void restartsWaitLongerEachTimeUntilTheLimitEndsTheApplication() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));
    on(new ServiceEvent.Started(2, 102));

    on(new ServiceEvent.Exited(2, 1));
    assertThat(service.due()).contains(now.plusMillis(200));
    assertThat(after(Duration.ofMillis(199))).isEmpty();
    assertThat(after(Duration.ofMillis(1))).containsExactly(new ServiceAction.Start(3));
    on(new ServiceEvent.Started(3, 103));

    on(new ServiceEvent.Exited(3, 1));
    assertThat(service.due()).contains(now.plusMillis(400));
    after(Duration.ofMillis(400));
    on(new ServiceEvent.Started(4, 104));

    assertThat(on(new ServiceEvent.Exited(4, 1)))
        .contains(
            finish(
                FinalStatus.FAILED,
                "service notebook ended with exit code 1 before it was ready after 3 restarts,"
                    + " the most allowed",
                true));
  }

  @Test
  void theWaitNeverExceedsItsCap() {
    supervision = notebook(RestartLimits.UNLIMITED);
    on(new ServiceEvent.Started(1, 101));
    for (int run = 1; run < 40; run++) {
      on(new ServiceEvent.Exited(run, 1));
      assertThat(service.due().orElseThrow()).isBeforeOrEqualTo(now.plus(Supervision.REPEAT));
      after(Duration.ofSeconds(1));
      on(new ServiceEvent.Started(run + 1, 101 + run));
    }
    assertThat(service.restarts()).isEqualTo(39);
  }

  @Test
  void oldRestartsDoNotCountForEver() {
    for (int run = 1; run <= 20; run++) {
      runUntilReady(run);
      now = now.plus(Duration.ofMinutes(11));
      assertThat(on(new ServiceEvent.Exited(run, 137))).contains(new ServiceAction.Start(run + 1));
    }
  }

  @Test
  void noRestartsAllowedMeansTheFirstExitIsTheLast() {
    supervision = notebook(0);
    runUntilReady(1);

    assertThat(on(new ServiceEvent.Exited(1, 137)))
        .contains(
            finish(
                FinalStatus.FAILED,
                "service notebook ended with signal 9 (KILL) and may not be restarted",
                true));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 137, 143})
  void aStopThatWasAskedForDecidesWhateverTheExitCode(int code) {
    runUntilReady(1);
    assertThat(on(new ServiceEvent.StopAsked(STOP))).containsExactly(new ServiceAction.AskToStop());

    assertThat(on(new ServiceEvent.Exited(1, code)))
        .contains(finish(FinalStatus.KILLED, "deleted", false));
    assertThat(service.restarts()).isZero();
  }

  @Test
  void aServiceThatDoesNotStopInTimeIsKilledAgainAndAgain() {
    runUntilReady(1);
    on(new ServiceEvent.StopAsked(STOP));

    assertThat(after(Duration.ofMillis(9_999))).isEmpty();
    assertThat(after(Duration.ofMillis(1))).containsExactly(new ServiceAction.KillAll());
    assertThat(after(Supervision.REPEAT)).containsExactly(new ServiceAction.KillAll());
  }

  @Test
  void aSecondStopCanOnlyShortenTheGrace() {
    runUntilReady(1);
    on(new ServiceEvent.StopAsked(STOP));

    on(new ServiceEvent.StopAsked(stopWithin(Duration.ofMinutes(5))));
    assertThat(service.due()).contains(now.plusSeconds(10));
    on(new ServiceEvent.StopAsked(stopWithin(Duration.ofSeconds(1))));
    assertThat(service.due()).contains(now.plusSeconds(1));
    assertThat(actions).filteredOn(new ServiceAction.AskToStop()::equals).hasSize(1);
  }

  private static ShutdownRequest stopWithin(Duration grace) {
    return new ShutdownRequest(FinalStatus.SUCCEEDED, "later", Optional.of(grace));
  }

  @Test
  void aStopWhileTheServiceWaitsForItsRestartEndsItAtOnce() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));
    on(new ServiceEvent.Started(2, 102));
    on(new ServiceEvent.Exited(2, 137));

    assertThat(on(new ServiceEvent.StopAsked(STOP)))
        .contains(finish(FinalStatus.KILLED, "deleted", false));
    assertThat(after(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void aProcessThatStartsWhileAStopIsUnderWayIsAskedToStopToo() {
    on(new ServiceEvent.StopAsked(STOP));

    assertThat(on(new ServiceEvent.Started(1, 101))).containsExactly(new ServiceAction.AskToStop());
    assertThat(service.due()).contains(START.plusSeconds(10));
  }

  @Test
  void aStartThatShowsNoEffectIsRepeated() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));

    assertThat(after(Supervision.REPEAT)).containsExactly(new ServiceAction.Start(2));
    assertThat(after(Supervision.REPEAT)).containsExactly(new ServiceAction.Start(2));
  }

  @Test
  void tellingTheSameEventTwiceChangesNothing() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));
    Service once = service;

    assertThat(on(new ServiceEvent.Exited(1, 137))).isEmpty();
    assertThat(on(new ServiceEvent.Started(1, 101))).as("an old start").isNotNull();
    assertThat(service.restarts()).isEqualTo(once.restarts());
  }

  @Test
  void anEndIsFinal() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 0));

    assertThat(on(new ServiceEvent.StopAsked(STOP))).isEmpty();
    assertThat(on(new ServiceEvent.Started(2, 102))).isEmpty();
    assertThat(on(new ServiceEvent.Exited(2, 1))).isEmpty();
  }

  @Test
  void anExitThatNobodySawBeginIsHandledLikeAnyOther() {
    assertThat(on(new ServiceEvent.Exited(1, 127))).contains(new ServiceAction.Start(2));
  }

  @Test
  void withoutAProbeARunningProcessIsReadyAndExitZeroIsSuccess() {
    supervision = new Supervision("batch", false, RestartLimits.defaults(), Duration.ofSeconds(10));
    assertThat(on(new ServiceEvent.Started(1, 101))).containsExactly(new ServiceAction.Announce());
    assertThat(service.phase()).isEqualTo(Phase.READY);

    assertThat(on(new ServiceEvent.Exited(1, 0)))
        .contains(finish(FinalStatus.SUCCEEDED, "the service completed", false));
  }

  @Test
  void aClockSetBackStretchesNoWait() {
    runUntilReady(1);
    on(new ServiceEvent.Exited(1, 137));
    on(new ServiceEvent.Started(2, 102));
    on(new ServiceEvent.Exited(2, 137));
    now = now.minus(Duration.ofHours(1));
    on(new ServiceEvent.TimePassed());

    assertThat(after(Supervision.REPEAT)).containsExactly(new ServiceAction.Start(3));
  }

  @Test
  void aProcessThatFailsItsLivenessIsStoppedWithGraceAndStartedAgain() {
    runUntilReady(1);

    assertThat(on(new ServiceEvent.Unhealthy(1, "failed its liveness probe: refused")))
        .containsExactly(new ServiceAction.Retract(), new ServiceAction.AskToStop());
    assertThat(service.phase()).isEqualTo(Phase.RESTARTING);
    assertThat(on(new ServiceEvent.Unhealthy(1, "failed its liveness probe: again"))).isEmpty();
    assertThat(on(new ServiceEvent.Answered(1))).isEmpty();

    assertThat(on(new ServiceEvent.Exited(1, 0)))
        .as("a server that ends well when it is asked to has not completed")
        .containsExactly(new ServiceAction.Withdraw(), new ServiceAction.Start(2));
    assertThat(service.restarts()).isEqualTo(1);
    assertThat(service.lastFailure())
        .isEqualTo("service notebook failed its liveness probe: refused");
    on(new ServiceEvent.Started(2, 102));
    on(new ServiceEvent.Answered(2));
    assertThat(service.phase()).isEqualTo(Phase.READY);
    on(new ServiceEvent.Exited(2, 137));
    assertThat(service.lastFailure()).as("of this run").contains("signal 9");
  }

  @Test
  void aProcessThatFailsItsLivenessAndDoesNotEndIsKilled() {
    runUntilReady(1);
    on(new ServiceEvent.Unhealthy(1, "failed its liveness probe: refused"));
    assertThat(after(Duration.ofSeconds(9))).isEmpty();

    assertThat(after(Duration.ofSeconds(1))).containsExactly(new ServiceAction.KillAll());
    assertThat(after(Supervision.REPEAT)).containsExactly(new ServiceAction.KillAll());
    assertThat(on(new ServiceEvent.Exited(1, 137))).contains(new ServiceAction.Start(2));
  }

  @Test
  void aStopThatComesWhileAnUnfitProcessEndsIsAStop() {
    runUntilReady(1);
    on(new ServiceEvent.Unhealthy(1, "failed its liveness probe: refused"));

    on(new ServiceEvent.StopAsked(STOP));
    assertThat(service.phase()).isEqualTo(Phase.STOPPING);

    assertThat(on(new ServiceEvent.Exited(1, 143)))
        .contains(finish(FinalStatus.KILLED, "deleted", false));
  }

  @Test
  void anUnfitProcessThatMayNotBeStartedAgainFailsTheApplicationWithTheCause() {
    supervision = notebook(0);
    runUntilReady(1);
    on(new ServiceEvent.Unhealthy(1, "failed its liveness probe: refused"));

    assertThat(on(new ServiceEvent.Exited(1, 143)))
        .contains(
            finish(
                FinalStatus.FAILED,
                "service notebook failed its liveness probe: refused and may not be restarted",
                true));
  }

  @Test
  void whatDoesNotAnswerAnyMoreIsTakenBackUntilItDoes() {
    runUntilReady(1);
    Instant first = service.readyAt().orElseThrow();
    now = now.plusSeconds(30);

    assertThat(on(new ServiceEvent.Unready(1, "its readiness probe failed: refused")))
        .containsExactly(new ServiceAction.Retract());
    assertThat(service.phase()).isEqualTo(Phase.STARTING);
    assertThat(service.message()).contains("refused");
    assertThat(on(new ServiceEvent.Unready(1, "its readiness probe failed: refused"))).isEmpty();
    assertThat(on(new ServiceEvent.Answered(1))).containsExactly(new ServiceAction.Announce());

    assertThat(service.readyAt()).contains(first);
    on(new ServiceEvent.Unready(1, "its readiness probe failed: refused"));
    assertThat(on(new ServiceEvent.Exited(1, 0)))
        .as("it had been ready, so this is Quit")
        .contains(finish(FinalStatus.SUCCEEDED, "the service was quit by its user", false));
  }

  @Test
  void whatKeptAProcessFromBeingStartedIsTheReason() {
    on(
        new ServiceEvent.Exited(
            1, 98, "was not started: its preStart command ended with exit code 3"));

    assertThat(service.lastFailure())
        .isEqualTo("service notebook was not started: its preStart command ended with exit code 3");
    assertThat(service.restarts()).isEqualTo(1);
  }
}
