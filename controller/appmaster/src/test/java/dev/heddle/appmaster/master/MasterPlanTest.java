package dev.heddle.appmaster.master;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services in containers, in virtual time, with YARN and the containers' agents played here. */
class MasterPlanTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private ServicesSpec spec = new ServicesSpec(List.of(), 1, Map.of());
  private Fleet fleet = Fleet.initial(spec, false);
  private final List<MasterAction> actions = new ArrayList<>();
  private int containers;

  private static ServiceSpec service(String name, int instances, String... depends) {
    return service(name, instances, 0, false, depends);
  }

  private static ServiceSpec service(
      String name, int instances, int maxRestarts, boolean allowFailures, String... depends) {
    RestartLimits limits =
        new RestartLimits(
            maxRestarts, Duration.ofMinutes(10), Duration.ofMillis(200), Duration.ofSeconds(1));
    AgentSpec agent =
        new AgentSpec(
            "team-a",
            "app",
            "7b1e",
            "alice",
            name,
            "/",
            Optional.empty(),
            Optional.empty(),
            limits,
            Duration.ofSeconds(10),
            Optional.empty(),
            Optional.empty(),
            AgentSpec.JUPYTER_INFO_KEY,
            AgentSpec.USUAL_ACTIVITY_INTERVAL,
            new Role.Alone(),
            Map.of());
    return new ServiceSpec(
        instances,
        List.of(depends),
        limits,
        allowFailures,
        new ContainerNeeds(512, 1, Map.of(), "", List.of(), List.of(), true),
        Map.of(),
        List.of(),
        agent);
  }

  /** The same service, whose files are kept. */
  private static ServiceSpec withWorkspace(ServiceSpec service) {
    AgentSpec agent = service.agent();
    return new ServiceSpec(
        service.instances(),
        service.depends(),
        service.restart(),
        service.allowFailures(),
        service.needs(),
        service.environment(),
        service.files(),
        new AgentSpec(
            agent.namespace(),
            agent.name(),
            agent.uid(),
            agent.user(),
            agent.service(),
            agent.baseUrl(),
            agent.probe(),
            agent.shutdownPath(),
            agent.restart(),
            agent.stopGrace(),
            agent.stagingDir(),
            Optional.of(
                new WorkspaceSpec("/user/alice/w", 1, false, List.of(), 1, Duration.ofDays(7))),
            agent.infoKey(),
            agent.activityInterval(),
            agent.role(),
            agent.hadoopConf()));
  }

  private void given(ServiceSpec... services) {
    given(false, services);
  }

  private void given(boolean script, ServiceSpec... services) {
    spec = new ServicesSpec(List.of(services), 1, Map.of());
    assertThat(ServicesSpec.fromBytes(spec.toBytes())).isEqualTo(spec);
    fleet = Fleet.initial(spec, script);
    on(new MasterEvent.TimePassed());
  }

  private List<MasterAction> on(MasterEvent event) {
    MasterStep step = MasterPlan.next(spec, fleet, event, now);
    fleet = Fleet.fromJson(step.fleet().toJson(true));
    assertThat(fleet).as("what an agent started again would read").isEqualTo(step.fleet());
    actions.addAll(step.actions());
    return step.actions();
  }

  private List<MasterAction> after(Duration time) {
    now = now.plus(time);
    return on(new MasterEvent.TimePassed());
  }

  private Instance instance(String id) {
    return fleet.instance(InstanceId.parse(id).orElseThrow()).orElseThrow();
  }

  private InstanceState state(String id) {
    return instance(id).state();
  }

  private String containerOf(String id) {
    return instance(id).grant().orElseThrow().containerId();
  }

  /** YARN answers the request of this instance. */
  private List<MasterAction> grant(String id) {
    InstanceId wanted = InstanceId.parse(id).orElseThrow();
    int ordinal = 0;
    while (!spec.services().get(ordinal).name().equals(wanted.service())) {
      ordinal++;
    }
    containers++;
    return on(
        new MasterEvent.Granted(
            new Grant("container_" + containers, "node7:8041", wanted.request(ordinal), "t")));
  }

  private List<MasterAction> report(String id, Phase phase, int restarts) {
    return report(id, phase, restarts, Optional.empty());
  }

  private List<MasterAction> report(
      String id, Phase phase, int restarts, Optional<ShutdownRequest> end) {
    AgentStatus status =
        new AgentStatus(
            phase,
            new AgentPlace("application_1_0007", 1, containerOf(id), 0),
            new ServiceAddress("node7", 20017, "/", "http"),
            new ProcessStatus(
                phase == Phase.RESTARTING || phase == Phase.ENDED ? 0 : 4711,
                restarts,
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            "said so");
    InstanceId wanted = InstanceId.parse(id).orElseThrow();
    return on(
        new MasterEvent.Reported(
            containerOf(id),
            new ContainerReport(
                wanted.service(), wanted.number(), 20443, status, Optional.empty(), end)));
  }

  private void runs(String id) {
    grant(id);
    report(id, Phase.READY, 0);
    assertThat(state(id)).isEqualTo(InstanceState.READY);
  }

  private List<MasterAction> ends(String id, FinalStatus status, String diagnostics) {
    return report(
        id,
        Phase.ENDED,
        instance(id).restarts(),
        Optional.of(new ShutdownRequest(status, diagnostics, Optional.empty())));
  }

  private List<MasterAction> completed(String container, int exitStatus) {
    return on(new MasterEvent.Completed(container, exitStatus, ""));
  }

  private List<String> live(String service) {
    List<String> ids = new ArrayList<>();
    for (Instance instance : fleet.of(service)) {
      if (instance.isLive() && instance.state() != InstanceState.STOPPING) {
        ids.add(instance.id().toString());
      }
    }
    return ids;
  }

  private List<MasterAction.Finish> finishes() {
    List<MasterAction.Finish> found = new ArrayList<>();
    for (MasterAction action : actions) {
      if (action instanceof MasterAction.Finish finish) {
        found.add(finish);
      }
    }
    return found;
  }

  @Test
  void aServiceIsAskedForLaunchedAndReadyWhenItsProcessSaysSo() {
    given(service("web", 1));
    assertThat(actions).containsExactly(new MasterAction.Ask(0, 1, spec.services().get(0)));

    assertThat(grant("web_0"))
        .containsExactly(
            new MasterAction.Launch(
                new InstanceId("web", 0),
                new Grant("container_1", "node7:8041", 0, "t"),
                spec.services().get(0)));
    assertThat(state("web_0")).isEqualTo(InstanceState.LAUNCHING);
    report("web_0", Phase.STARTING, 0);
    assertThat(state("web_0")).as("the process runs").isEqualTo(InstanceState.RUNNING);
    report("web_0", Phase.READY, 0);

    assertThat(state("web_0")).isEqualTo(InstanceState.READY);
    assertThat(MasterView.of(spec, fleet).url()).isEqualTo("http://node7:20017/");
    assertThat(fleet.isMoving()).as("YARN need not be heard often").isFalse();
  }

  @Test
  void whatDependsWaitsUntilAllInstancesAreReadyAndNotOnlyStarted() {
    given(service("db", 2), service("web", 1, "db"));
    assertThat(instance("web_0").message()).isEqualTo("waits for db to be ready");
    runs("db_0");
    grant("db_1");
    report("db_1", Phase.STARTING, 0);
    assertThat(state("web_0")).isEqualTo(InstanceState.WAITING);

    report("db_1", Phase.READY, 0);

    assertThat(state("web_0")).isEqualTo(InstanceState.REQUESTED);
  }

  @Test
  void aDependencyWithoutInstancesHoldsNobodyBack() {
    given(service("db", 0), service("web", 1, "db"));

    assertThat(state("web_0")).isEqualTo(InstanceState.REQUESTED);
  }

  @Test
  void aDependencyThatIsStartedAgainHoldsNobodyBackASecondTime() {
    given(service("db", 1, 3, false), service("web", 1, "db"));
    runs("db_0");
    completed("container_1", 137);

    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 2))));

    assertThat(state("web_1")).isEqualTo(InstanceState.REQUESTED);
  }

  @Test
  void whenAllServicesHaveCompletedTheApplicationHasSucceeded() {
    given(service("a", 2), service("b", 1));
    runs("a_0");
    runs("a_1");
    runs("b_0");
    ends("a_0", FinalStatus.SUCCEEDED, "the service completed");
    completed("container_2", 0);
    assertThat(finishes()).isEmpty();
    assertThat(live("a")).as("exit 0 is an end for good").isEmpty();

    ends("b_0", FinalStatus.SUCCEEDED, "the service completed");

    assertThat(finishes())
        .containsExactly(
            new MasterAction.Finish(FinalStatus.SUCCEEDED, "all services have completed"));
  }

  @Test
  void aServiceOutOfRestartsFailsTheApplicationAndEndsTheOthersFirst() {
    given(service("db", 1), service("web", 1));
    runs("db_0");
    runs("web_0");

    List<MasterAction> then = ends("db_0", FinalStatus.FAILED, "exit code 3; its log:\nboom");

    assertThat(then)
        .contains(
            new MasterAction.AskToStop(
                new InstanceId("web", 0),
                instance("web_0").grant().orElseThrow(),
                20443,
                Duration.ofSeconds(10)));
    assertThat(finishes()).isEmpty();
    ends("web_0", FinalStatus.KILLED, "stopped");
    assertThat(finishes())
        .containsExactly(
            new MasterAction.Finish(
                FinalStatus.FAILED, "service db failed in db_0: exit code 3; its log:\nboom"));
    assertThat(state("web_0")).isEqualTo(InstanceState.KILLED);
  }

  @Test
  void failuresThatAreAllowedEndNothingElse() {
    given(service("job", 2, 0, true), service("web", 1));
    runs("job_0");
    runs("job_1");
    runs("web_0");

    ends("job_0", FinalStatus.FAILED, "exit code 1");

    assertThat(live("job")).containsExactly("job_1");
    assertThat(fleet.stop()).isEmpty();
  }

  @Test
  void aFailedContainerIsReplacedAtOnceAndThenAfterGrowingPauses() {
    given(service("web", 1, 2, false));
    runs("web_0");
    completed("container_1", 137);
    assertThat(state("web_0")).isEqualTo(InstanceState.FAILED);
    assertThat(state("web_1")).as("the first time at once").isEqualTo(InstanceState.REQUESTED);

    runs("web_1");
    completed("container_2", 137);
    assertThat(state("web_2")).isEqualTo(InstanceState.WAITING);
    assertThat(MasterPlan.due(fleet)).contains(now.plusMillis(200));
    after(Duration.ofMillis(200));
    assertThat(state("web_2")).isEqualTo(InstanceState.REQUESTED);

    runs("web_2");
    completed("container_3", 137);
    assertThat(finishes())
        .containsExactly(
            new MasterAction.Finish(
                FinalStatus.FAILED,
                "service web failed in web_2: its container ended with exit status 137"));
  }

  @Test
  void restartsInPlaceAndInNewContainersCountTogetherOverAllInstances() {
    given(service("web", 2, 2, false));
    runs("web_0");
    runs("web_1");
    report("web_0", Phase.READY, 1);
    report("web_1", Phase.READY, 1);
    assertThat(fleet.service("web").restarts()).isEqualTo(2);
    assertThat(fleet.stop()).isEmpty();

    report("web_0", Phase.RESTARTING, 2);

    assertThat(fleet.stop().orElseThrow().status()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void failuresOfLongAgoDoNotCount() {
    given(service("web", 1, 1, false));
    runs("web_0");
    report("web_0", Phase.READY, 1);
    now = now.plus(Duration.ofMinutes(11));

    report("web_0", Phase.READY, 2);

    assertThat(fleet.stop()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-100, -101, -102, -106, -108})
  void aLostNodeOrPreemptionIsNotTheUsersFailure(int exitStatus) {
    given(service("web", 1));
    runs("web_0");

    completed("container_1", exitStatus);

    assertThat(state("web_0")).isEqualTo(InstanceState.FAILED);
    assertThat(state("web_1")).isEqualTo(InstanceState.REQUESTED);
    assertThat(fleet.service("web").restarts()).isZero();
  }

  @Test
  void anEndIsTakenFromWhoeverTellsItFirstAndOnlyOnce() {
    given(service("web", 1, 5, false));
    runs("web_0");
    ends("web_0", FinalStatus.FAILED, "exit code 3");

    assertThat(completed("container_1", 1)).isEmpty();
    assertThat(completed("container_1", 1)).isEmpty();

    assertThat(live("web")).containsExactly("web_1");
    assertThat(fleet.service("web").restarts()).isEqualTo(1);
  }

  @Test
  void scalingUpAsksForMoreAndScalingDownTakesWhatHasComeTheShortestWay() {
    given(service("web", 1));
    runs("web_0");
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 4))));
    assertThat(live("web")).containsExactly("web_0", "web_1", "web_2", "web_3");
    runs("web_1");
    grant("web_2");

    List<MasterAction> down = on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 2))));

    assertThat(live("web")).containsExactly("web_0", "web_1");
    assertThat(down)
        .containsExactly(
            new MasterAction.Withdraw(3, 1, spec.services().get(0)),
            new MasterAction.Release("container_3"));
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 1))));
    assertThat(live("web")).as("the oldest goes first").containsExactly("web_1");
  }

  @Test
  void scaledToNothingAnApplicationWaitsForBetterTimes() {
    given(service("web", 1));
    runs("web_0");

    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 0))));
    completed("container_1", -105);

    assertThat(finishes()).isEmpty();
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 1))));
    assertThat(live("web")).containsExactly("web_1");
  }

  @Test
  void anOlderWishForANumberDoesNotUndoANewerOne() {
    given(service("web", 1));
    on(new MasterEvent.Scaled(new ScaleRequest(5, Map.of("web", 3))));

    on(new MasterEvent.Scaled(new ScaleRequest(4, Map.of("web", 1))));

    assertThat(fleet.service("web").desired()).isEqualTo(3);
  }

  @Test
  void aNewGenerationThatSaysTheSameRunsNothingAgainAndUndoesNothing() {
    given(service("job", 2), service("web", 1));
    runs("job_0");
    runs("web_0");
    ends("job_0", FinalStatus.SUCCEEDED, "the service completed");
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 2))));

    on(new MasterEvent.Scaled(new ScaleRequest(2, Map.of("job", 2, "web", 1))));

    assertThat(live("job")).containsExactly("job_1");
    assertThat(live("web")).hasSize(2);
    assertThat(fleet.generation()).isEqualTo(2);
  }

  @Test
  void aKilledContainerIsReplacedSinceTheDesiredStateCounts() {
    given(service("web", 1));
    runs("web_0");

    List<MasterAction> kill = on(new MasterEvent.KillAsked(new InstanceId("web", 0)));

    assertThat(kill).hasAtLeastOneElementOfType(MasterAction.AskToStop.class);
    assertThat(live("web")).containsExactly("web_1");
    ends("web_0", FinalStatus.KILLED, "stopped");
    assertThat(state("web_0")).isEqualTo(InstanceState.KILLED);
    assertThat(fleet.service("web").restarts()).isZero();
  }

  @Test
  void aStopThatHangsEndsByForceAndForceIsRepeated() {
    given(service("web", 1));
    runs("web_0");
    on(
        new MasterEvent.StopAsked(
            new ShutdownRequest(
                FinalStatus.KILLED, "deleted", Optional.of(Duration.ofSeconds(2)))));
    assertThat(after(Duration.ofSeconds(4))).isEmpty();

    assertThat(after(Duration.ofSeconds(1)))
        .containsExactly(new MasterAction.Release("container_1"));
    assertThat(after(Duration.ofSeconds(5)))
        .containsExactly(new MasterAction.Release("container_1"));
    completed("container_1", -105);

    assertThat(finishes()).containsExactly(new MasterAction.Finish(FinalStatus.KILLED, "deleted"));
  }

  @Test
  void allCompletionsOfOneHeartbeatAreHandled() {
    given(service("web", 3));
    runs("web_0");
    runs("web_1");
    runs("web_2");
    on(new MasterEvent.KillAsked(new InstanceId("web", 0)));

    completed("container_1", -105);
    completed("container_2", -100);
    completed("container_3", -100);

    assertThat(live("web")).hasSize(3).doesNotContain("web_0", "web_1", "web_2");
  }

  @Test
  void aContainerThatNobodyWaitsForAnyMoreIsGivenBack() {
    given(service("web", 1));
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 0))));

    assertThat(grant("web_0")).containsExactly(new MasterAction.Release("container_1"));
  }

  @Test
  void aNodeThatDoesNotStartAContainerIsTriedNoFasterThanItFails() {
    given(service("web", 1));
    grant("web_0");

    on(new MasterEvent.LaunchFailed("container_1", "connection refused"));
    assertThat(state("web_1")).isEqualTo(InstanceState.WAITING);
    after(Duration.ofMillis(500));
    grant("web_1");
    on(new MasterEvent.LaunchFailed("container_2", "connection refused"));

    assertThat(MasterPlan.due(fleet)).contains(now.plusSeconds(1));
    assertThat(fleet.service("web").restarts()).as("no fault of the user's").isZero();
  }

  @Test
  void theNextAttemptKeepsTheContainersThatLiveAndReplacesTheOthers() {
    given(service("web", 3));
    runs("web_0");
    runs("web_1");
    Grant kept = instance("web_0").grant().orElseThrow();
    fleet = Fleet.fromJson(fleet.toJson(false));

    assertThat(MasterPlan.resumed(spec, fleet, now).actions())
        .containsExactly(new MasterAction.Ask(2, 1, spec.services().get(0)));
    on(new MasterEvent.Inherited(List.of(kept)));

    assertThat(state("web_0")).isEqualTo(InstanceState.READY);
    assertThat(state("web_1")).isEqualTo(InstanceState.FAILED);
    assertThat(live("web")).containsExactly("web_0", "web_2", "web_3");
    assertThat(fleet.service("web").restarts()).isZero();
  }

  @Test
  void aContainerOnNoRecordIsAdoptedByTheRequestItAnswered() {
    given(service("db", 1), service("web", 1));
    Grant running = new Grant("container_9", "node7:8041", new InstanceId("web", 4).request(1), "");

    assertThat(on(new MasterEvent.Inherited(List.of(running))))
        .as("the one that was asked for meanwhile is one too many")
        .containsExactly(new MasterAction.Withdraw(1L << 32, 2, spec.services().get(1)));

    assertThat(live("web")).containsExactly("web_4");
    report("web_4", Phase.READY, 0);
    assertThat(state("web_4")).isEqualTo(InstanceState.READY);
  }

  @Test
  void whatAKilledAgentHadPlannedIsDoneByTheNext() {
    given(service("web", 2));
    grant("web_0");
    assertThat(MasterPlan.resumed(spec, fleet, now).actions())
        .hasAtLeastOneElementOfType(MasterAction.Launch.class)
        .hasAtLeastOneElementOfType(MasterAction.Ask.class);
    report("web_0", Phase.READY, 0);
    runs("web_1");
    on(new MasterEvent.KillAsked(new InstanceId("web", 0)));
    assertThat(MasterPlan.resumed(spec, fleet, now).actions())
        .hasAtLeastOneElementOfType(MasterAction.AskToStop.class);

    on(
        new MasterEvent.StopAsked(
            new ShutdownRequest(FinalStatus.SUCCEEDED, "done", Optional.empty())));
    completed("container_1", -105);
    completed("container_2", -105);

    assertThat(MasterPlan.resumed(spec, fleet, now).actions())
        .containsExactly(new MasterAction.Finish(FinalStatus.SUCCEEDED, "done"));
  }

  @Test
  void theEndOfTheMastersScriptIsTheApplicationsEnd() {
    given(true, service("worker", 1));
    runs("worker_0");

    on(
        new MasterEvent.ScriptEnded(
            new ShutdownRequest(FinalStatus.SUCCEEDED, "the service completed", Optional.empty())));
    assertThat(finishes()).isEmpty();
    ends("worker_0", FinalStatus.KILLED, "stopped");

    assertThat(finishes())
        .containsExactly(new MasterAction.Finish(FinalStatus.SUCCEEDED, "the service completed"));
  }

  @Test
  void completedServicesDoNotEndAnApplicationWhoseScriptRuns() {
    given(true, service("worker", 1));
    runs("worker_0");

    ends("worker_0", FinalStatus.SUCCEEDED, "the service completed");

    assertThat(finishes()).isEmpty();
    assertThat(fleet.ended()).isFalse();
  }

  @Test
  void longLivesAreNotRemembered() {
    given(service("web", 1, -1, false));
    for (int i = 0; i < 100; i++) {
      runs("web_" + i);
      completed("container_" + (i + 1), 137);
      after(Duration.ofSeconds(2));
    }

    assertThat(fleet.instances()).hasSizeLessThan(12);
    assertThat(fleet.service("web").recent()).hasSizeLessThan(70);
  }

  @Test
  void theNextInstanceOfAServiceWithAWorkspaceWaitsUntilTheLastOneHasSavedItsFiles() {
    given(withWorkspace(service("db", 1)));
    runs("db_0");

    on(new MasterEvent.KillAsked(InstanceId.parse("db_0").orElseThrow()));
    after(Duration.ofMinutes(5));

    assertThat(state("db_0")).isEqualTo(InstanceState.STOPPING);
    assertThat(instance("db_1").message()).isEqualTo("waits for db_0 to save its files");
    assertThat(actions).noneMatch(MasterAction.Release.class::isInstance);

    ends("db_0", FinalStatus.KILLED, "saved");

    assertThat(state("db_1")).isEqualTo(InstanceState.REQUESTED);
  }

  @Test
  void filesThatCannotBeSavedHoldAContainerForTenMinutesAtMost() {
    given(withWorkspace(service("db", 1)));
    runs("db_0");
    on(new MasterEvent.KillAsked(InstanceId.parse("db_0").orElseThrow()));

    List<MasterAction> forced = after(Duration.ofMinutes(11));

    assertThat(forced).anyMatch(MasterAction.Release.class::isInstance);
  }

  @Test
  void aNodeThatStartedOneContainerIsNotPunishedForEarlierFailures() {
    given(service("web", 1));
    for (int i = 0; i < 3; i++) {
      grant("web_" + i);
      on(new MasterEvent.LaunchFailed("container_" + (i + 1), "connection refused"));
      after(Duration.ofSeconds(10));
    }
    runs("web_3");
    completed("container_4", -100);
    grant("web_4");

    on(new MasterEvent.LaunchFailed("container_5", "connection refused"));

    assertThat(MasterPlan.due(fleet)).contains(now.plusMillis(500));
  }

  @Test
  void aStopThatIsAskedForAgainMayBeShorterAndNeverLonger() {
    given(service("web", 1));
    runs("web_0");
    stopWithin(Duration.ofSeconds(60));

    stopWithin(Duration.ofSeconds(2));
    stopWithin(Duration.ofSeconds(90));

    assertThat(after(Duration.ofSeconds(4))).isEmpty();
    assertThat(after(Duration.ofSeconds(1)))
        .containsExactly(new MasterAction.Release("container_1"));
  }

  private void stopWithin(Duration grace) {
    on(
        new MasterEvent.StopAsked(
            new ShutdownRequest(FinalStatus.KILLED, "deleted", Optional.of(grace))));
  }

  @Test
  void aGrantThatIsHeardTwiceIsActedOnTwiceUntilItsContainerSpeaks() {
    given(service("web", 1));
    List<MasterAction> first = grant("web_0");
    MasterEvent again = new MasterEvent.Granted(instance("web_0").grant().orElseThrow());

    assertThat(on(again)).isEqualTo(first);
    report("web_0", Phase.RESTARTING, 0);

    assertThat(on(again)).isEmpty();
    assertThat(MasterPlan.resumed(spec, fleet, now).actions())
        .as("nor by the next agent")
        .isEmpty();
  }

  @Test
  void yarnIsHeardOftenUntilItHasToldTheEndOfWhatEnded() {
    given(service("job", 1), service("web", 1));
    runs("job_0");
    runs("web_0");

    ends("job_0", FinalStatus.SUCCEEDED, "the service completed");
    assertThat(fleet.isMoving()).isTrue();
    completed("container_1", 0);

    assertThat(fleet.isMoving()).isFalse();
  }

  @Test
  void howAStoppedContainerEndedIsNobodysFailure() {
    given(service("web", 1));
    runs("web_0");
    on(new MasterEvent.KillAsked(new InstanceId("web", 0)));

    completed("container_1", 137);

    assertThat(state("web_0")).isEqualTo(InstanceState.KILLED);
    assertThat(fleet.service("web").restarts()).isZero();
    assertThat(fleet.stop()).isEmpty();
  }

  @Test
  void whatAProcessPublishedGoesWithItAndStaysWhenItDoesNotAnswer() {
    given(service("web", 1, 3, false));
    runs("web_0");
    MasterAction gone = new MasterAction.Unpublish(new InstanceId("web", 0));

    assertThat(report("web_0", Phase.STARTING, 0)).isEmpty();
    assertThat(state("web_0")).isEqualTo(InstanceState.RUNNING);
    assertThat(report("web_0", Phase.RESTARTING, 1)).containsExactly(gone);
    assertThat(report("web_0", Phase.STARTING, 1)).isEmpty();
    report("web_0", Phase.READY, 1);

    assertThat(ends("web_0", FinalStatus.FAILED, "exit code 1")).contains(gone);
  }

  @Test
  void whatYarnHasNotToldTheEndOfIsRemembered() {
    given(service("web", 1, -1, false));
    for (int i = 0; i < 12; i++) {
      runs("web_" + i);
      ends("web_" + i, FinalStatus.FAILED, "exit code 1");
      after(Duration.ofSeconds(2));
    }
    assertThat(fleet.instances()).hasSize(13);

    for (int i = 1; i <= 12; i++) {
      completed("container_" + i, 1);
    }

    assertThat(fleet.instances()).hasSize(9);
  }

  @Test
  void anApplicationEndsOnce() {
    given(service("job", 1));
    runs("job_0");
    ends("job_0", FinalStatus.SUCCEEDED, "the service completed");
    assertThat(finishes()).hasSize(1);

    on(new MasterEvent.TimePassed());
    completed("container_1", 0);

    assertThat(finishes()).hasSize(1);
  }

  @Test
  void theNextAttemptReplacesNothingThatWasBeingStopped() {
    given(service("web", 1));
    runs("web_0");
    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 0))));

    on(new MasterEvent.Inherited(List.of()));

    assertThat(state("web_0")).isEqualTo(InstanceState.KILLED);
    assertThat(live("web")).isEmpty();
  }

  @Test
  void aContainerOfNoServiceAndOneOfAnInstanceThatIsOverAreGivenBack() {
    given(service("web", 1, 3, false));
    runs("web_0");
    ends("web_0", FinalStatus.FAILED, "exit code 1");
    Grant over = instance("web_0").grant().orElseThrow();

    List<MasterAction> then =
        on(
            new MasterEvent.Inherited(
                List.of(
                    new Grant("container_8", "node7:8041", new InstanceId("web", 0).request(7), ""),
                    new Grant("container_9", "node7:8041", over.instance(), ""))));

    assertThat(then)
        .contains(new MasterAction.Release("container_8"), new MasterAction.Release("container_9"));
  }

  @Test
  void numbersGoOnAfterAnAdoptedOne() {
    given(service("web", 1));
    on(
        new MasterEvent.Inherited(
            List.of(
                new Grant("container_9", "node7:8041", new InstanceId("web", 4).request(0), ""))));

    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 2))));

    assertThat(live("web")).containsExactly("web_4", "web_5");
  }

  @Test
  void aNumberFromElsewhereDoesNotForgetTheGeneration() {
    given(service("web", 1));

    on(new MasterEvent.Scaled(new ScaleRequest(0, Map.of("web", 2))));

    assertThat(fleet.generation()).isEqualTo(1);
  }

  @Test
  void anAgentThatForgotItsRestartsIsNotCountedTwice() {
    given(service("web", 1, 5, false));
    runs("web_0");
    report("web_0", Phase.READY, 2);
    report("web_0", Phase.READY, 0);
    report("web_0", Phase.READY, 2);

    assertThat(fleet.service("web").restarts()).isEqualTo(2);
  }

  @Test
  void whyAProcessWasLastStartedAgainIsRemembered() {
    given(service("web", 1, 5, false));
    runs("web_0");

    ends("web_0", FinalStatus.FAILED, "service web failed its liveness probe: refused");

    assertThat(MasterView.of(spec, fleet).lastFailure())
        .isEqualTo("web_0: service web failed its liveness probe: refused");
  }

  @Test
  void anInstanceThatWasAddedKeepsItsVariablesThroughReplacementsUntilItIsNotWanted() {
    given(service("worker", 1, -1, false));
    runs("worker_0");

    on(new MasterEvent.Added("worker", Map.of("ROLE", "spare")));
    assertThat(live("worker")).containsExactly("worker_0", "worker_1");
    assertThat(launched(grant("worker_1"))).contains("export ROLE='spare'\n");
    report("worker_1", Phase.READY, 0);

    ends("worker_1", FinalStatus.FAILED, "oops");
    on(new MasterEvent.KillAsked(InstanceId.parse("worker_0").orElseThrow()));
    assertThat(instance("worker_2").env()).containsEntry("ROLE", "spare");
    assertThat(instance("worker_3").env()).isEmpty();
    assertThat(instance("worker_1").env()).as("handed on").isEmpty();

    on(new MasterEvent.Resized("worker", -5));
    on(new MasterEvent.Resized("worker", 1));
    assertThat(live("worker")).containsExactly("worker_4");
    assertThat(instance("worker_4").env()).isEmpty();
  }

  private static String launched(List<MasterAction> step) {
    MasterAction.Launch launch = (MasterAction.Launch) step.get(0);
    return new String(
        Base64.getDecoder().decode(launch.service().environment().get("HEDDLE_ENV")), UTF_8);
  }

  @Test
  void whenAProcessWasFirstSeenToRunIsRemembered() {
    given(service("web", 1));
    grant("web_0");
    assertThat(instance("web_0").startedAt()).isEmpty();
    report("web_0", Phase.STARTING, 0);
    Instant started = now;
    after(Duration.ofMinutes(1));
    report("web_0", Phase.READY, 0);

    assertThat(instance("web_0").status().startedAt()).contains(started);
    assertThat(instance("web_0").since()).isAfter(started);
  }
}
