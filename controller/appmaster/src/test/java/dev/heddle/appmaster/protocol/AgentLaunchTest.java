package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentLaunchTest {
  private static AgentLaunch launch(String script, Map<String, String> environment) {
    return new AgentLaunch(
        MessagesTest.NOTEBOOK,
        script,
        PortRange.DEFAULT,
        true,
        Optional.of("s3cr3t-token"),
        Map.of("SKEIN_RESOURCE_VCORES", "2"),
        environment);
  }

  private static AgentLaunch launch(Upkeep upkeep) {
    AgentSpec plain = MessagesTest.NOTEBOOK;
    AgentSpec spec =
        new AgentSpec(
            plain.namespace(),
            plain.name(),
            plain.uid(),
            plain.user(),
            plain.service(),
            plain.baseUrl(),
            plain.probe(),
            plain.shutdownPath(),
            plain.restart(),
            plain.stopGrace(),
            upkeep,
            plain.stagingDir(),
            plain.workspace(),
            plain.infoKey(),
            plain.activityInterval(),
            plain.role(),
            plain.hadoopConf());
    assertThat(AgentSpec.fromJson(spec.toJson())).isEqualTo(spec);
    return new AgentLaunch(
        spec, "true", PortRange.DEFAULT, true, Optional.empty(), Map.of(), Map.of());
  }

  private static String decoded(Map<String, String> environment, String name) {
    return new String(Base64.getDecoder().decode(environment.get(name)), UTF_8);
  }

  @Test
  void scriptAndUserValuesReachTheContainerLiterally() {
    Map<String, String> environment =
        launch("echo \"$A\"\nexit 3\n", Map.of("B", "it's", "A", "`x` $HOME \"q\"")).environment();

    assertThat(decoded(environment, "HEDDLE_SCRIPT")).isEqualTo("echo \"$A\"\nexit 3\n");
    assertThat(decoded(environment, "HEDDLE_ENV"))
        .isEqualTo("export A='`x` $HOME \"q\"'\nexport B='it'\\''s'\n");
    assertThat(environment)
        .containsEntry("HEDDLE_SERVICE", "notebook")
        .containsEntry("SKEIN_RESOURCE_VCORES", "2")
        .containsEntry("HEDDLE_PORT_RANGE", "20000-29999");
  }

  @Test
  void portsAndWhatComesBeforeTheStartAreTheLaunchScripts() {
    ProbeSpec probe =
        new ProbeSpec(
            new Check.Http("/up", "http", true, 204, Optional.of("T")),
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            3,
            1);
    Map<String, String> environment =
        launch(
                new Upkeep(
                    Optional.of(probe),
                    Optional.empty(),
                    Optional.of(probe),
                    List.of(new PortWish("api", 9000, 9000), new PortWish("http", 0, 0)),
                    Optional.of(
                        new Hook(List.of("bash", "-c", "echo 'it'"), Duration.ofMillis(1500))),
                    Optional.of(new Hook(List.of("sleep", "1"), Duration.ofSeconds(5)))))
            .environment();

    assertThat(environment)
        .containsEntry("HEDDLE_PORTS", "api=9000-9000/http=20000-29999")
        .containsEntry("HEDDLE_PRE_START_TIMEOUT", "1.500");
    assertThat(decoded(environment, "HEDDLE_PRE_START"))
        .isEqualTo("exec 'bash' '-c' 'echo '\\''it'\\'''\n");
    assertThat(environment.values()).allMatch(value -> value.matches("[A-Za-z0-9+/=._~-]*"));
    assertThat(launch(Upkeep.none()).environment())
        .doesNotContainKeys("HEDDLE_PORTS", "HEDDLE_PRE_START");
  }

  /** The NodeManager writes each value between double quotes in a shell script, unescaped. */
  @Test
  void noValueHoldsACharacterThatTheNodeManagersScriptWouldInterpret() {
    assertThat(launch("echo \"$A\"", Map.of("A", "$(rm -rf x)\n")).environment().values())
        .allMatch(value -> value.matches("[A-Za-z0-9+/=._~-]*"));
  }

  @Test
  void theTokenTravelsInTheCredentialsAlone() {
    AgentLaunch launch = launch("true", Map.of());
    Map<String, String> environment = launch.environment();

    assertThat(AgentLaunch.secrets(launch.token()))
        .containsOnlyKeys("heddle.token")
        .containsEntry("heddle.token", "JUPYTER_TOKEN=s3cr3t-token\n".getBytes(UTF_8));
    assertThat(environment.values()).noneMatch(value -> value.contains("s3cr3t-token"));
    assertThat(decoded(environment, "HEDDLE_SPEC")).doesNotContain("s3cr3t-token");
    assertThat(AgentLaunch.command()).doesNotContain("s3cr3t-token");
  }

  @Test
  void whatCannotBePassedIsRefusedBeforeAnythingIsSubmitted() {
    assertThatThrownBy(() -> launch("true", Map.of("HEDDLE_PORT", "1")))
        .hasMessageContaining("HEDDLE_PORT cannot be set");
    assertThatThrownBy(() -> launch("true", Map.of("A B", "1")))
        .hasMessageContaining("A B cannot be set");
    assertThatThrownBy(() -> launch("x".repeat(100_000), Map.of()).environment())
        .hasMessageContaining("HEDDLE_SCRIPT is too large");
  }

  @Test
  void onlySettingsTheAgentReadsAreWantedAndNoSecrets() {
    assertThat(HadoopKeys.wanted("fs.defaultFS")).isTrue();
    assertThat(HadoopKeys.wanted("yarn.resourcemanager.scheduler.address.rm1")).isTrue();
    assertThat(HadoopKeys.wanted("yarn.nodemanager.local-dirs")).isFalse();
    assertThat(HadoopKeys.wanted("dfs.client.https.keystore.resource")).isFalse();
  }

  @Test
  void furtherVariablesGoBeforeThoseThatAreThere() {
    Map<String, String> environment = launch("true", Map.of("A", "1")).environment();

    assertThat(decoded(AgentLaunch.withVariables(environment, Map.of("A", "it's")), "HEDDLE_ENV"))
        .isEqualTo("export A='1'\nexport A='it'\\''s'\n");
    assertThatThrownBy(() -> AgentLaunch.withVariables(environment, Map.of("HEDDLE_X", "1")))
        .hasMessageContaining("HEDDLE_X cannot be set");
  }

  @Test
  void theSpecificationForSkeinsProgramsSurvivesTheWay() {
    SkeinSpec.Part part =
        new SkeinSpec.Part(
            256,
            2,
            1,
            0,
            "sleep 9",
            Map.of("A", "b"),
            List.of(
                new LocalFile("env", "hdfs:///a.zip", 1, 2, true, LocalFile.Visibility.PRIVATE)),
            2,
            -1,
            true,
            List.of("db"),
            new SkeinSpec.Placement("gpu", List.of("n"), List.of("/r"), true));
    SkeinSpec spec =
        new SkeinSpec(
            "demo",
            "q",
            "alice",
            "",
            3,
            List.of("t"),
            List.of("hdfs://o"),
            new SkeinSpec.Access(true, List.of("a"), List.of("b"), List.of("c"), List.of("d")),
            part,
            Map.of("worker", part));

    assertThat(SkeinSpec.fromBytes(spec.toBytes())).isEqualTo(spec);
    assertThat(spec.hasDriver()).isTrue();
  }
}
