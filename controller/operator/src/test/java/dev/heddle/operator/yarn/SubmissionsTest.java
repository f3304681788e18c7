package dev.heddle.operator.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.ContainerNeeds;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.RestartLimits;
import dev.heddle.appmaster.protocol.Role;
import dev.heddle.appmaster.protocol.ServiceSpec;
import dev.heddle.appmaster.protocol.ServicesSpec;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Resources;
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

  private static AgentSpec agentSpec(ApplicationSubmissionContext context) {
    String encoded = context.getAMContainerSpec().getEnvironment().get("HEDDLE_SPEC");
    return AgentSpec.fromJson(new String(Base64.getDecoder().decode(encoded), UTF_8));
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
    return new LaunchProcess(
        "notebook",
        new Resources(DataSize.parse("1 GiB"), 1),
        "exec true",
        Map.of(),
        Map.of("LANG", "C.UTF-8"),
        5,
        Duration.ofMinutes(10),
        Optional.of(
            new Probe(
                "/notebooks/team-a/churn/api/status",
                Optional.of("/notebooks/team-a/churn/api/shutdown"),
                "JUPYTER_TOKEN")),
        Optional.of(
            new Workspace(
                "/user/alice/churn",
                List.of("*.log"),
                DataSize.parse("2 GiB"),
                Duration.ofDays(7))),
        Duration.ofSeconds(10));
  }

  private static LaunchService inContainers(int instances, List<String> nodes) {
    return new LaunchService(
        notebook(), instances, List.of("db"), true, "gpu", nodes, List.of(), false);
  }

  private static Launch launch(
      Optional<Acls> acls, Optional<LaunchProcess> process, List<LaunchService> services) {
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
        process,
        Optional.empty(),
        services,
        4,
        Optional.of(TOKEN),
        Duration.ofSeconds(10));
  }
}
