package dev.heddle.operator.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.PlacementNeed;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.LogPatterns;
import dev.heddle.crd.application.PlacementRule;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.Workspace;
import dev.heddle.crd.quantity.DataSize;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;
import org.junit.jupiter.api.Test;

class SubmissionsTest {

  private static final String TOKEN = "s3cr3t-t0ken";

  private final Submissions submissions =
      new Submissions(
          new YarnOptions(
              "prod",
              Optional.empty(),
              "/heddle",
              Path.of("agent.tar"),
              DataSize.ofMebibytes(96),
              new PortRange(21000, 21999)),
          "heddle",
          Map.of("fs.defaultFS", "hdfs://nn:8020"));

  @Test
  void reserveTheProcessAndTheAgent() {
    assertThat(context(Optional.empty()).getResource().getMemorySize()).isEqualTo(1024 + 96);
  }

  @Test
  void carryTheInstallationTheResourceAndTheRun() {
    assertThat(context(Optional.empty()).getApplicationTags())
        .containsExactlyInAnyOrder("heddle_prod", "heddle_uid_u-1", "heddle_run_3_abc", "mine");
  }

  @Test
  void startTheAgentsScriptAndNameNoSecret() {
    ApplicationSubmissionContext context = context(Optional.empty());
    assertThat(context.getAMContainerSpec().getCommands()).hasSize(1);
    assertThat(context.getAMContainerSpec().getCommands().get(0)).contains("agent.d/run.sh");
    assertThat(context.getAMContainerSpec().getCommands().toString()).doesNotContain(TOKEN);
    assertThat(context.getAMContainerSpec().getEnvironment().toString()).doesNotContain(TOKEN);
  }

  @Test
  void tellTheAgentTheBaseUrlAndWhatIsBelowIt() {
    AgentSpec spec = agentSpec(context(Optional.empty()));
    assertThat(spec.baseUrl()).isEqualTo("/notebooks/team-a/churn/");
    assertThat(spec.probe().orElseThrow().path()).isEqualTo("/api/status");
    assertThat(spec.shutdownPath()).contains("/api/shutdown");
    assertThat(spec.restart()).isEqualTo(RestartLimits.defaults());
    assertThat(spec.hadoopConf()).containsEntry("fs.defaultFS", "hdfs://nn:8020");
  }

  @Test
  void letTheOperatorSeeAndEndWhatItSubmits() {
    Map<ApplicationAccessType, String> closed =
        context(Optional.empty()).getAMContainerSpec().getApplicationACLs();
    assertThat(closed)
        .containsEntry(ApplicationAccessType.VIEW_APP, "heddle ")
        .containsEntry(ApplicationAccessType.MODIFY_APP, "heddle ");
    Acls open = new Acls(true, List.of("bob"), List.of("ds"), List.of("*"), List.of());
    assertThat(context(Optional.of(open)).getAMContainerSpec().getApplicationACLs())
        .containsEntry(ApplicationAccessType.VIEW_APP, "heddle,bob ds")
        .containsEntry(ApplicationAccessType.MODIFY_APP, "*");
  }

  @Test
  void letYarnTryAgainAndForgetOldFailures() {
    ApplicationSubmissionContext context = context(Optional.empty());
    assertThat(context.getMaxAppAttempts()).isEqualTo(8);
    assertThat(context.getAttemptFailuresValidityInterval())
        .isEqualTo(Duration.ofMinutes(10).toMillis());
    assertThat(context.getKeepContainersAcrossApplicationAttempts()).isFalse();
  }

  @Test
  void theAgentLearnsOfTheWorkspaceAndTheLaunchScriptThatFilesComeFirst() {
    ApplicationSubmissionContext context = context(Optional.empty());

    assertThat(agentSpec(context).workspace())
        .contains(
            new WorkspaceSpec(
                "/user/alice/churn", 3, false, List.of("*.log"), 2L << 30, Duration.ofDays(7)));
    assertThat(context.getAMContainerSpec().getEnvironment())
        .containsEntry("HEDDLE_WORKSPACE", "restore");
  }

  @Test
  void anApplicationMasterOfContainersReservesForItselfOnlyAndKeepsThem() {
    ApplicationSubmissionContext context =
        context(
            launch(Optional.empty(), Optional.empty(), List.of(inContainers(2, List.of("n1")))));

    assertThat(context.getResource().getMemorySize()).isEqualTo(96);
    assertThat(context.getKeepContainersAcrossApplicationAttempts()).isTrue();
    assertThat(agentSpec(context).role()).isEqualTo(new Role.Master(false));
    assertThat(context.getAMContainerSpec().getEnvironment()).doesNotContainKey("HEDDLE_SCRIPT");
  }

  @Test
  void aScriptOfTheMasterRunsBesideIt() {
    ApplicationSubmissionContext context =
        context(
            launch(Optional.empty(), Optional.of(notebook()), List.of(inContainers(1, List.of()))));

    assertThat(context.getResource().getMemorySize()).isEqualTo(1024 + 96);
    assertThat(agentSpec(context).role()).isEqualTo(new Role.Master(true));
  }

  @Test
  void theApplicationMasterIsToldWhatItsContainersNeed() {
    ServicesSpec told =
        submissions.services(
            launch(Optional.empty(), Optional.empty(), List.of(inContainers(2, List.of("n1")))),
            Map.of(),
            Map.of("n1", "/rack7"),
            Optional.of("hdfs://nn/staging"));

    ServiceSpec service = told.services().get(0);
    assertThat(told.generation()).isEqualTo(4);
    assertThat(service.instances()).isEqualTo(2);
    assertThat(service.depends()).containsExactly("db");
    assertThat(service.allowFailures()).isTrue();
    assertThat(service.restart().maxRestarts()).isEqualTo(5);
    assertThat(service.needs())
        .isEqualTo(
            new ContainerNeeds(
                1024 + 96, 1, Map.of(), "gpu", List.of("n1"), List.of("/rack7"), false));
    assertThat(service.environment()).containsKey("HEDDLE_SCRIPT").doesNotContainKey("HEDDLE_SPEC");
    assertThat(new String(told.toBytes(), UTF_8)).doesNotContain(TOKEN);
  }

  @Test
  void whatYarnIsToGrantAndToCollectIsSaidWithTheSubmission() {
    ApplicationSubmissionContext plain = context(Optional.empty());
    assertThat(plain.getPriority()).isNull();
    assertThat(plain.getApplicationTimeouts()).isEmpty();
    assertThat(plain.getLogAggregationContext()).isNull();

    ApplicationSubmissionContext context =
        context(
            launch(
                Optional.empty(),
                new Terms(Optional.of(7), Optional.of(Duration.ofHours(2)), Optional.empty()),
                new LaunchLogs(
                    Optional.of(
                        new LogPatterns(
                            Optional.of(".*[.]log"),
                            Optional.empty(),
                            Optional.of("notebook[.]log"),
                            Optional.empty())),
                    LogLevel.INFO,
                    Optional.empty()),
                Optional.of(notebook()),
                List.of()));

    assertThat(context.getPriority().getPriority()).isEqualTo(7);
    assertThat(context.getApplicationTimeouts())
        .containsExactly(Map.entry(ApplicationTimeoutType.LIFETIME, 7200L));
    LogAggregationContext collected = context.getLogAggregationContext();
    assertThat(collected.getIncludePattern()).isEqualTo(".*[.]log");
    assertThat(collected.getExcludePattern()).isNull();
    assertThat(collected.getRolledLogsIncludePattern()).isEqualTo("notebook[.]log");
    assertThat(collected.getRolledLogsExcludePattern()).isEmpty();
  }

  @Test
  void theNodeManagerIsToldOfTheRuntimeAndTheAgentOfItsLog() {
    ContainerRuntime docker =
        new ContainerRuntime(
            ContainerRuntime.Type.DOCKER,
            Optional.of("library/python:3.12"),
            List.of(
                new ContainerRuntime.Mount("/data", "/data", true),
                new ContainerRuntime.Mount("/scratch", "/tmp/scratch", false)),
            List.of("/run"),
            "host",
            "box",
            true);

    Map<String, String> environment =
        context(
                launch(
                    Optional.empty(),
                    Terms.none(),
                    new LaunchLogs(Optional.empty(), LogLevel.DEBUG, Optional.empty()),
                    Optional.of(notebook(Optional.of(docker))),
                    List.of()))
            .getAMContainerSpec()
            .getEnvironment();

    assertThat(environment)
        .containsEntry("YARN_CONTAINER_RUNTIME_TYPE", "docker")
        .containsEntry("YARN_CONTAINER_RUNTIME_DOCKER_IMAGE", "library/python:3.12")
        .containsEntry(
            "YARN_CONTAINER_RUNTIME_DOCKER_MOUNTS", "/data:/data:ro,/scratch:/tmp/scratch:rw")
        .containsEntry("YARN_CONTAINER_RUNTIME_DOCKER_TMPFS_MOUNTS", "/run")
        .containsEntry("YARN_CONTAINER_RUNTIME_DOCKER_CONTAINER_NETWORK", "host")
        .containsEntry("YARN_CONTAINER_RUNTIME_DOCKER_CONTAINER_HOSTNAME", "box")
        .containsEntry("YARN_CONTAINER_RUNTIME_DOCKER_RUN_PRIVILEGED_CONTAINER", "true")
        .containsEntry("HEDDLE_LOG_LEVEL", "debug");
    assertThat(context(Optional.empty()).getAMContainerSpec().getEnvironment().keySet())
        .noneMatch(name -> name.startsWith("YARN_CONTAINER_RUNTIME") || name.contains("LOG_LEVEL"));
  }

  @Test
  void servicesThatRulesLookAtAreKnownByTheirNames() {
    PlacementRule apart =
        new PlacementRule(
            PlacementRule.Relation.ANTI_AFFINITY,
            List.of("notebook"),
            PlacementRule.Scope.NODE,
            Optional.empty(),
            Optional.empty());
    PlacementRule few =
        new PlacementRule(
            PlacementRule.Relation.CARDINALITY,
            List.of("notebook"),
            PlacementRule.Scope.RACK,
            Optional.empty(),
            Optional.of(3));
    LaunchService placed =
        new LaunchService(
            notebook(), 2, List.of(), false, "", List.of(), List.of(), false, List.of(apart, few));

    ContainerNeeds needs =
        submissions
            .services(
                launch(Optional.empty(), Optional.empty(), List.of(placed)),
                Map.of(),
                Map.of(),
                Optional.empty())
            .services()
            .get(0)
            .needs();

    assertThat(needs.tag()).isEqualTo("notebook");
    assertThat(needs.placement())
        .as("as YARN counts, before the container that is placed")
        .containsExactly(
            new PlacementNeed(List.of("notebook"), false, 0, 0),
            new PlacementNeed(List.of("notebook"), true, 0, 2));
  }

  private static AgentSpec agentSpec(ApplicationSubmissionContext context) {
    String encoded = context.getAMContainerSpec().getEnvironment().get("HEDDLE_SPEC");
    return AgentSpec.fromJson(new String(Base64.getDecoder().decode(encoded), UTF_8));
  }

  @Test
  void speakingSkeinsProtocolIsPaidForByThoseAloneWhoAsk() {
    Launch plain = launch(Optional.empty(), Optional.of(notebook()), List.of());
    Launch asks = speaking(plain);

    assertThat(context(asks).getResource().getMemorySize())
        .isEqualTo(context(plain).getResource().getMemorySize() + 64);
    assertThat(context(asks).getAMContainerSpec().getEnvironment())
        .containsEntry(AgentLaunch.SKEIN_VARIABLE, AgentLaunch.SKEIN_SERVE);
    assertThat(context(plain).getAMContainerSpec().getEnvironment())
        .doesNotContainKey(AgentLaunch.SKEIN_VARIABLE);
  }

  private static Launch speaking(Launch plain) {
    SkeinSpec.Part nothing =
        new SkeinSpec.Part(
            512,
            1,
            0,
            0,
            "",
            Map.of(),
            List.of(),
            1,
            0,
            false,
            List.of(),
            SkeinSpec.Placement.anywhere());
    return new Launch(
        plain.namespace(),
        plain.resourceName(),
        plain.uid(),
        plain.run(),
        plain.launchHash(),
        plain.displayName(),
        plain.queue(),
        plain.user(),
        plain.nodeLabel(),
        plain.maxAttempts(),
        plain.tags(),
        plain.fileSystems(),
        plain.acls(),
        plain.terms(),
        plain.logs(),
        plain.process(),
        plain.masterRuntime(),
        plain.masterResources(),
        plain.services(),
        plain.generation(),
        plain.token(),
        plain.stopGrace(),
        Optional.of(
            new SkeinSpec(
                "demo",
                "research",
                "alice",
                "",
                1,
                List.of(),
                List.of(),
                new SkeinSpec.Access(false, List.of(), List.of(), List.of(), List.of()),
                nothing,
                Map.of())));
  }

  private ApplicationSubmissionContext context(Optional<Acls> acls) {
    return submissions.context(
        "application_1700000000000_0001",
        launch(acls, Optional.of(notebook()), List.of()),
        Map.of(),
        ByteBuffer.allocate(0),
        Optional.empty(),
        false);
  }

  private ApplicationSubmissionContext context(Launch launch) {
    return submissions.context(
        "application_1700000000000_0001",
        launch,
        Map.of(),
        ByteBuffer.allocate(0),
        Optional.empty(),
        false);
  }

  private static LaunchProcess notebook() {
    return notebook(Optional.empty());
  }

  private static LaunchProcess notebook(Optional<ContainerRuntime> runtime) {
    return new LaunchProcess(
        "notebook",
        new Resources(DataSize.parse("1 GiB"), 1),
        "exec true",
        Map.of(),
        Map.of("LANG", "C.UTF-8"),
        runtime,
        5,
        Duration.ofMinutes(10),
        Optional.of(
            new Readiness(
                "/notebooks/team-a/churn/api/status",
                Optional.of("/notebooks/team-a/churn/api/shutdown"),
                "JUPYTER_TOKEN")),
        Optional.of(
            new Workspace(
                "/user/alice/churn",
                List.of("*.log"),
                DataSize.parse("2 GiB"),
                Duration.ofDays(7))),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  private static LaunchService inContainers(int instances, List<String> nodes) {
    return new LaunchService(
        notebook(), instances, List.of("db"), true, "gpu", nodes, List.of(), false, List.of());
  }

  private static Launch launch(
      Optional<Acls> acls, Optional<LaunchProcess> process, List<LaunchService> services) {
    return launch(acls, Terms.none(), LaunchLogs.usual(), process, services);
  }

  private static Launch launch(
      Optional<Acls> acls,
      Terms terms,
      LaunchLogs logs,
      Optional<LaunchProcess> process,
      List<LaunchService> services) {
    return new Launch(
        "team-a",
        "churn",
        "u-1",
        3,
        "abc",
        "churn",
        "research",
        "alice",
        "",
        8,
        List.of("mine"),
        List.of(),
        acls,
        terms,
        logs,
        process,
        Optional.empty(),
        Optional.empty(),
        services,
        4,
        Optional.of(TOKEN),
        Duration.ofSeconds(10),
        Optional.empty());
  }
}
