package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.application.WorkspaceStatus;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.operator.application.Desired.Target;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ApplicationReport.FinalStatus;
import dev.heddle.operator.yarn.ApplicationReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: status, reports and wishes in, one step out. */
class ApplicationPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final String ID = "application_1_0001";

  @Test
  void nothingIsSubmittedOnAnOldPicture() {
    assertThat(plan(wants(Target.RUNNING), none(), cached()))
        .isInstanceOf(Plan.NeedsFreshRead.class);
  }

  @Test
  void nothingIsSubmittedWithoutAnIdOnRecord() {
    assertThat(plan(wants(Target.RUNNING), none(), fresh())).isInstanceOf(Plan.NeedsId.class);
    Plan.Step step = step(wants(Target.RUNNING), none(), fresh().withReserved(ID));
    assertThat(step.status().run().orElseThrow())
        .isEqualTo(new Run(ID, "hash", 1, NOW, false, Optional.empty()));
    assertThat(step.actions()).containsExactly(new Action.Submit(ID));
  }

  @Test
  void theRunsNumberGoesOnFromWhatYarnRemembers() {
    Plan.Step step =
        step(
            wants(Target.RUNNING),
            none(),
            fresh(report("application_1_0000", State.FINISHED, 7)).withReserved(ID));
    assertThat(step.status().run().orElseThrow().number()).isEqualTo(8);
  }

  @Test
  void anUnseenSubmissionIsRepeatedUnderTheSameIdWithTheNewestWishes() {
    ApplicationStatus before = with(run("old hash", false));
    Plan.Step step = step(wants(Target.RUNNING), before, fresh());
    assertThat(step.actions()).containsExactly(new Action.Submit(ID));
    assertThat(step.status().run().orElseThrow().launchHash()).isEqualTo("hash");
  }

  @ParameterizedTest
  @EnumSource(
      value = Target.class,
      names = {"STOPPED", "ABSENT"})
  void anUnseenSubmissionThatNobodyWantsAnyMoreIsWaitedFor(Target target) {
    Plan.Step step = step(wants(target), with(run("hash", false)), fresh());
    assertThat(step.actions()).isEmpty();
    assertThat(step.status().run().orElseThrow().stopRequestedAt()).contains(NOW);
    assertThat(step.next()).isEqualTo(new Next.After(ApplicationPlan.SETTLE));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"NEW", "ACCEPTED", "RUNNING"})
  void whatIsAsDesiredIsLeftAlone(State state) {
    Plan.Step step =
        step(wants(Target.RUNNING), with(run("hash", true)), cached(report(ID, state, 1)));
    assertThat(step.actions()).isEmpty();
    assertThat(step.next()).isEqualTo(new Next.OnEvent());
  }

  @ParameterizedTest
  @EnumSource(
      value = Target.class,
      names = {"STOPPED", "ABSENT"})
  void nothingIsStoppedOnAnOldPicture(Target target) {
    assertThat(plan(wants(target), with(run("hash", true)), cached(report(ID, State.RUNNING, 1))))
        .isInstanceOf(Plan.NeedsFreshRead.class);
  }

  @Test
  void aStopIsOnRecordBeforeTheAgentIsAsked() {
    ApplicationReport running = report(ID, State.RUNNING, 1);
    Plan.Step step = step(wants(Target.ABSENT), with(run("hash", true)), fresh(running));
    assertThat(step.actions())
        .containsExactly(new Action.Shutdown(running, "the resource was deleted"));
    assertThat(step.status().run().orElseThrow().stopRequestedAt()).contains(NOW);
    assertThat(step.status().phase()).isEqualTo(Phase.STOPPING);
  }

  @Test
  void forceFollowsTheGrace() {
    Duration grace = wants(Target.STOPPED).stopGrace().plus(StopPlan.MARGIN);
    ApplicationReport running = report(ID, State.RUNNING, 1);
    assertThat(
            step(
                    wants(Target.STOPPED),
                    with(stopping(NOW.minus(grace).plusSeconds(1))),
                    fresh(running))
                .actions())
        .hasOnlyElementsOfType(Action.Shutdown.class);
    assertThat(
            step(wants(Target.STOPPED), with(stopping(NOW.minus(grace))), fresh(running)).actions())
        .containsExactly(new Action.Kill(ID, "spec.suspend is true"));
  }

  @Test
  void aClockThatWentBackDelaysForceByTheGraceAtMost() {
    Plan.Step step =
        step(
            wants(Target.STOPPED),
            with(stopping(NOW.plus(Duration.ofDays(1)))),
            fresh(report(ID, State.RUNNING, 1)));
    assertThat(((Next.After) step.next()).delay()).isLessThanOrEqualTo(ApplicationPlan.LOOK_AGAIN);
  }

  @Test
  void absenceIsOnlyBelievedOfAFreshRead() {
    ApplicationStatus ended = ended("SUCCEEDED");
    assertThat(plan(wants(Target.ABSENT), ended, cached())).isInstanceOf(Plan.NeedsFreshRead.class);
    assertThat(step(wants(Target.ABSENT), ended, fresh()).next()).isEqualTo(new Next.Gone());
    assertThat(step(wants(Target.ABSENT), none(), fresh()).next()).isEqualTo(new Next.Gone());
  }

  @Test
  void ofTwoLiveApplicationsTheNewerIsKept() {
    ApplicationReport older = report("application_1_0001", State.RUNNING, 1);
    ApplicationReport newer = report("application_1_0002", State.RUNNING, 2);
    Plan.Step step = step(wants(Target.RUNNING), none(), fresh(older, newer));
    assertThat(step.status().run().orElseThrow().applicationId()).isEqualTo("application_1_0002");
    assertThat(step.actions())
        .containsExactly(
            new Action.Kill("application_1_0001", "another application runs for this resource"));
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of(RestartPolicy.NEVER, State.FINISHED, FinalStatus.SUCCEEDED, Phase.SUCCEEDED),
        Arguments.of(RestartPolicy.NEVER, State.FINISHED, FinalStatus.FAILED, Phase.FAILED),
        Arguments.of(RestartPolicy.NEVER, State.KILLED, FinalStatus.KILLED, Phase.FAILED),
        Arguments.of(
            RestartPolicy.ON_FAILURE, State.FINISHED, FinalStatus.SUCCEEDED, Phase.SUCCEEDED),
        Arguments.of(RestartPolicy.ON_FAILURE, State.FINISHED, FinalStatus.FAILED, Phase.BACK_OFF),
        Arguments.of(RestartPolicy.ON_FAILURE, State.FAILED, FinalStatus.FAILED, Phase.BACK_OFF),
        Arguments.of(RestartPolicy.ON_FAILURE, State.KILLED, FinalStatus.KILLED, Phase.BACK_OFF),
        Arguments.of(RestartPolicy.ALWAYS, State.FINISHED, FinalStatus.SUCCEEDED, Phase.BACK_OFF),
        Arguments.of(RestartPolicy.ALWAYS, State.FAILED, FinalStatus.FAILED, Phase.BACK_OFF));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void whatFollowsAnEndIsThePolicysToSay(
      RestartPolicy policy, State state, FinalStatus status, Phase phase) {
    Plan.Step step =
        step(
            wants(Target.RUNNING, policy),
            with(run("hash", true)),
            cached(report(ID, state, status, 1, "hash")));
    assertThat(step.status().phase()).isEqualTo(phase);
    assertThat(step.actions()).isEmpty();
  }

  @Test
  void anEndAfterAStopIsNoFailure() {
    Plan.Step step =
        step(
            wants(Target.STOPPED),
            with(stopping(NOW)),
            cached(report(ID, State.KILLED, FinalStatus.KILLED, 1, "hash")));
    assertThat(step.status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(step.status().failures()).isZero();
  }

  @Test
  void whatRunsIsToldFromItsTagsNotFromTheStatus() {
    Plan.Step step =
        step(
            wants(Target.RUNNING),
            with(run("hash", false)),
            fresh(report(ID, State.RUNNING, FinalStatus.UNDEFINED, 1, "older hash")));
    assertThat(step.actions()).hasOnlyElementsOfType(Action.Shutdown.class);
    assertThat(step.status().run().orElseThrow().launchHash()).isEqualTo("older hash");
  }

  @Test
  void forceWaitsForFilesThatAreNotSavedYet() {
    Duration grace = wants(Target.STOPPED).stopGrace().plus(StopPlan.MARGIN);
    ApplicationStatus late = with(stopping(NOW.minus(grace)));

    assertThat(stop(late, files(WorkspaceReport.State.FAILING, 2, NOW)).actions())
        .hasOnlyElementsOfType(Action.Shutdown.class);
    assertThat(stop(late, files(WorkspaceReport.State.SAVING, 0, NOW)).actions())
        .hasOnlyElementsOfType(Action.Kill.class);
    ApplicationStatus tooLate = with(stopping(NOW.minus(grace).minus(StopPlan.SAVE_PATIENCE)));
    assertThat(stop(tooLate, files(WorkspaceReport.State.FAILING, 2, NOW)).actions())
        .hasOnlyElementsOfType(Action.Kill.class);
  }

  @Test
  void whatKeepsFilesFromBeingSavedIsToldInACondition() {
    ApplicationStatus status =
        told(
                with(run("hash", true)),
                starting(0).withWorkspace(files(WorkspaceReport.State.FAILING, 2, NOW)))
            .status();

    Condition saved = condition(status, Condition.WORKSPACE_SAVED);
    assertThat(saved.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(saved.reason()).isEqualTo("QuotaExceeded");
    assertThat(saved.message()).isEqualTo("the quota is used up");
    assertThat(status.workspace())
        .contains(new WorkspaceStatus(Optional.of(NOW), 2, 0, Optional.of("the quota is used up")));
  }

  @Test
  void theStatusChangesOnceAMinuteHoweverOftenItIsSaved() {
    ApplicationStatus first = saved(with(run("hash", true)), NOW.plusMillis(10));
    ApplicationStatus second = saved(first, NOW.plusSeconds(59));
    ApplicationStatus third = saved(second, NOW.plusSeconds(61));

    assertThat(second).isEqualTo(first);
    assertThat(third.workspace().orElseThrow().lastSavedAt()).contains(NOW.plusSeconds(60));
    assertThat(condition(third, Condition.WORKSPACE_SAVED).status())
        .isEqualTo(Condition.Status.TRUE);
  }

  private static ApplicationStatus saved(ApplicationStatus before, Instant at) {
    return told(before, starting(0).withWorkspace(files(WorkspaceReport.State.SAVING, 0, at)))
        .status();
  }

  private static Condition condition(ApplicationStatus status, String type) {
    return Conditions.find(status.conditions(), type).orElseThrow();
  }

  private static Plan.Step stop(ApplicationStatus before, WorkspaceReport files) {
    Observed seen =
        Observed.cached(
                List.of(),
                Optional.of(new YarnView.Sighting(starting(0).withWorkspace(files), true, NOW)))
            .freshly(List.of(report(ID, State.RUNNING, 1)));
    return step(wants(Target.STOPPED), before, seen);
  }

  private static WorkspaceReport files(
      WorkspaceReport.State state, int pending, Instant lastSaved) {
    return new WorkspaceReport(
        state,
        state == WorkspaceReport.State.FAILING ? "QuotaExceeded" : "Saved",
        state == WorkspaceReport.State.FAILING ? "the quota is used up" : "saved",
        Optional.of(lastSaved),
        pending,
        0);
  }

  @Test
  void anAgentsOlderWordDoesNotTakeReadinessBack() {
    ApplicationStatus ready =
        StatusDraft.of(with(run("hash", true)), 1, NOW).attempt(1).phase(Phase.READY).build();
    assertThat(told(ready, starting(0)).status().phase()).isEqualTo(Phase.READY);
    assertThat(told(ready, starting(1)).status().phase()).isEqualTo(Phase.STARTING);
    assertThat(told(with(run("hash", true)), starting(0)).status().phase())
        .isEqualTo(Phase.STARTING);
  }

  private static Plan.Step told(ApplicationStatus before, AgentStatus agent) {
    ApplicationReport plain = report(ID, State.RUNNING, 1);
    ApplicationReport serving =
        new ApplicationReport(
            plain.applicationId(),
            plain.uid(),
            plain.run(),
            plain.launchHash(),
            plain.user(),
            plain.queue(),
            plain.state(),
            plain.finalStatus(),
            plain.attempt(),
            plain.host(),
            plain.agentPort(),
            "http://node1:20001/",
            plain.diagnostics(),
            plain.startedAt(),
            plain.finishedAt());
    return step(
        wants(Target.RUNNING),
        before,
        Observed.cached(List.of(serving), Optional.of(new YarnView.Sighting(agent, true, NOW))));
  }

  private static AgentStatus starting(int restarts) {
    return new AgentStatus(
        dev.heddle.appmaster.protocol.Phase.STARTING,
        new AgentPlace(ID, 1, "container_1", 0),
        new ServiceAddress("node1", 0, "/", "http"),
        new ProcessStatus(0, restarts, Optional.empty(), NOW, Optional.empty(), Optional.empty()),
        Optional.empty(),
        "");
  }

  private static AgentStatus master(long generation) {
    return starting(0).with(generation, List.of(new ServiceStatus("web", 1, 1, 0, List.of())));
  }

  private static Plan.Step hearing(AgentStatus master) {
    return step(
        wants(Target.RUNNING),
        with(run("hash", true)),
        Observed.cached(
            List.of(report(ID, State.RUNNING, 1)),
            Optional.of(new YarnView.Sighting(master, true, NOW))));
  }

  @Test
  void anApplicationMasterIsToldTheNumbersOfANewGenerationOnce() {
    assertThat(hearing(master(0)).actions())
        .containsExactly(
            new Plan.Action.Scale(
                report(ID, State.RUNNING, 1), new ScaleRequest(1, Map.of("web", 3))));
    assertThat(hearing(master(1)).actions()).isEmpty();
    assertThat(hearing(starting(0)).actions()).as("it has no services").isEmpty();
  }

  @Test
  void whatRunsInContainersIsInTheStatus() {
    assertThat(hearing(master(1)).status().services())
        .extracting(service -> service.name() + " " + service.ready() + "/" + service.desired())
        .containsExactly("web 1/1");
  }

  @Test
  void aQueueWithoutAShareForApplicationMastersIsNamedWithTheRemedy() {
    ApplicationReport plain = report(ID, State.ACCEPTED, 1);
    ApplicationReport held =
        new ApplicationReport(
            plain.applicationId(),
            plain.uid(),
            plain.run(),
            plain.launchHash(),
            plain.user(),
            plain.queue(),
            plain.state(),
            plain.finalStatus(),
            plain.attempt(),
            plain.host(),
            plain.agentPort(),
            plain.trackingUrl(),
            "[Mon Jan 01 00:00:00 +0000 2026] Application is added to the scheduler and is not yet"
                + " activated. Queue's AM resource limit exceeded.  Details : AM Partition = <DEFAULT>",
            plain.startedAt(),
            plain.finishedAt());
    assertThat(
            step(wants(Target.RUNNING), with(run("hash", true)), fresh(held)).status().conditions())
        .anyMatch(
            c ->
                c.reason().equals("ApplicationMasterShare")
                    && c.message().contains("runIn: Container"));
  }

  @Test
  void aSpecThatCannotBeLaunchedLeavesAloneWhatRuns() {
    Desired blocked =
        new Desired(
            "uid",
            1,
            Target.RUNNING,
            "",
            Map.of(),
            "",
            UpdateStrategy.IMMEDIATE,
            Optional.empty(),
            "alice",
            RestartPolicy.NEVER,
            Duration.ofSeconds(10),
            Terms.none(),
            Map.of(),
            CullingWish.NONE,
            ScheduleWish.NONE,
            RoomWish.NONE,
            Optional.of(new Problem("NotSupported", "too many processes")));
    Plan.Step step = step(blocked, with(run("hash", true)), fresh(report(ID, State.RUNNING, 1)));
    assertThat(step.actions()).isEmpty();
    assertThat(step(blocked, none(), fresh()).status().conditions())
        .anyMatch(c -> c.type().equals("Stalled") && c.reason().equals("NotSupported"));
  }

  @Test
  void thePauseDoublesToFiveMinutes() {
    assertThat(RunBackoff.after(1, "")).isEqualTo(Duration.ofSeconds(10));
    assertThat(RunBackoff.after(2, "")).isEqualTo(Duration.ofSeconds(20));
    assertThat(RunBackoff.after(6, "")).isEqualTo(Duration.ofMinutes(5));
    assertThat(RunBackoff.after(1_000, "uid-7"))
        .isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
  }

  private static Plan plan(Desired desired, ApplicationStatus before, Observed observed) {
    return ApplicationPlan.plan(desired, before, observed, NOW);
  }

  private static Plan.Step step(Desired desired, ApplicationStatus before, Observed observed) {
    return (Plan.Step) plan(desired, before, observed);
  }

  private static Desired wants(Target target) {
    return wants(target, RestartPolicy.ON_FAILURE);
  }

  private static Desired wants(Target target, RestartPolicy policy) {
    return new Desired(
        "uid",
        1,
        target,
        "hash",
        Map.of(),
        "",
        UpdateStrategy.IMMEDIATE,
        Optional.empty(),
        "alice",
        policy,
        Duration.ofSeconds(10),
        Terms.none(),
        Map.of("web", 3),
        CullingWish.NONE,
        ScheduleWish.NONE,
        RoomWish.NONE,
        Optional.empty());
  }

  private static ApplicationStatus none() {
    return ApplicationStatus.unobserved();
  }

  private static ApplicationStatus with(Run run) {
    return StatusDraft.of(none(), 1, NOW).newRun(run).phase(Phase.SUBMITTING).build();
  }

  private static ApplicationStatus ended(String how) {
    return StatusDraft.of(with(run("hash", true)), 1, NOW).ended(NOW, how, "").build();
  }

  private static Run run(String hash, boolean submitted) {
    return new Run(ID, hash, 1, NOW.minusSeconds(60), submitted, Optional.empty());
  }

  private static Run stopping(Instant since) {
    return new Run(ID, "hash", 1, NOW.minusSeconds(60), true, Optional.of(since));
  }

  private static Observed cached(ApplicationReport... reports) {
    return Observed.cached(List.of(reports), Optional.empty());
  }

  private static Observed fresh(ApplicationReport... reports) {
    return cached().freshly(List.of(reports));
  }

  private static ApplicationReport report(String id, State state, int run) {
    return report(id, state, FinalStatus.UNDEFINED, run, "hash");
  }

  private static ApplicationReport report(
      String id, State state, FinalStatus status, int run, String hash) {
    boolean runs = state == State.RUNNING;
    return new ApplicationReport(
        id,
        "uid",
        run,
        hash,
        "alice",
        "default",
        state,
        status,
        1,
        runs ? "node1" : "",
        runs ? 20_000 : 0,
        "",
        "",
        NOW.minusSeconds(50),
        Optional.empty());
  }
}
