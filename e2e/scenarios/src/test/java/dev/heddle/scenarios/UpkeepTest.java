package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.lab.testing.LabUserFiles;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.CommandLine;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes, ports and hooks, in both shapes, on a real cluster. */
@OnCluster
final class UpkeepTest {

  private static final String NAMESPACE = "upkeep";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Serves, falls ill the first time, and writes down where it was told to listen. */
  private static final String SERVER =
      "[ -e ran ] || (sleep 2; echo coughing; touch sick) & touch ran;"
          + " exec /usr/bin/python3 -m http.server -d www $HEDDLE_PORT_HTTP";

  /** What every server here has: it gets well by being started again. */
  private static final String UPKEEP =
      """
      , "maxRestarts": 3, "stopGrace": "5s", "ports": {"http": {}},
      "hooks": {"preStart": {"command": ["bash", "-c", "rm -f sick; mkdir -p www; touch www/up"]},
                "preStop": {"command": ["bash", "-c", "echo $HEDDLE_PORT_HTTP >> %s/stopped"]}},
      "startup": {"tcpSocket": {"port": "http"}, "failureThreshold": 30, "period": "1s"},
      "readiness": {"httpGet": {"path": "/up", "port": "http"}},
      "liveness": {"exec": {"command": ["bash", "-c", "[ ! -e sick ] || { echo ill; false; }"]},
                   "period": "500ms", "timeout": "30s", "failureThreshold": 2}""";

  private static final String POLICIES =
      """
      apiVersion: heddle.dev/v1
      kind: CleanupPolicy
      metadata: {name: left}
      spec:
        mode: Enforce
        limits: {}
        guard: {maxActionPercent: 100}
        rules:
          - {name: staging, remains: {of: [StagingDirectories], after: 1s}}
          - {name: packages, remains: {of: [AgentPackages], after: 1s}}
          - {name: logs, remains: {of: [Logs], after: 1h}}
      ---
      apiVersion: heddle.dev/v1
      kind: CleanupPolicy
      metadata: {name: old}
      spec:
        mode: Enforce
        selector: {namespaces: [upkeep], kinds: [Application]}
        rules:
          - {name: old, maxAge: {after: 1s, whenBusy: Stop}}
      """;

  private static OperatorProcess operator;
  private static Api api;
  private final List<String> made = new ArrayList<>();

  @TempDir private Path shared;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @AfterEach
  void remove() {
    made.forEach(name -> api.removeApplication(NAMESPACE, name));
  }

  private void create(String name, String services) {
    api.createApplication(
        NAMESPACE,
        """
        {"apiVersion": "heddle.dev/v1", "kind": "Application", "metadata": {"name": "%s"},
         "spec": {"user": "alice", "queue": "notebooks", "services": {%s}}}"""
            .formatted(name, services));
    made.add(name);
  }

  private static String service(String name, String script, String more) {
    return """
        "%s": {"resources": {"memory": "128 MiB", "vcores": 1}, "script": "%s"%s}"""
        .formatted(name, script, more);
  }

  private String upkeep() throws IOException {
    shared.toFile().setWritable(true, false);
    shared.toFile().setExecutable(true, false);
    shared.toFile().setReadable(true, false);
    return UPKEEP.formatted(shared);
  }

  private static JsonNode awaitReady(String name, int restarts) {
    return api.awaitApplication(
        NAMESPACE,
        name,
        PATIENCE,
        seen ->
            seen.path("status").path("phase").asText().equals("Ready")
                && seen.path("status").path("restarts").asInt() == restarts);
  }

  private List<String> stops() throws IOException {
    Path file = shared.resolve("stopped");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private void stops(String name, String port) {
    api.removeApplication(NAMESPACE, name);
    made.remove(name);
    await("preStop has run at the restart and at the end")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stops()).containsExactly(port, port));
  }

  @Test
  void besideTheMasterAProcessThatFallsIllIsStartedAgainOnItsPortAndSaysWhy() throws Exception {
    create("beside", service("web", SERVER, upkeep()));

    JsonNode status = awaitReady("beside", 1).path("status");

    String port = status.path("ports").path("http").asText();
    assertThat(status.path("url").asText()).endsWith(":" + port + "/");
    assertThat(status.path("attempt").asInt()).isEqualTo(1);
    assertThat(status.path("lastFailure").asText())
        .contains("service web failed its liveness probe, 2 times in a row", "ill", "coughing");
    stops("beside", port);
  }

  @Test
  void inAContainerOfItsOwnTooAndWhatDependsOnItWaits() throws Exception {
    create(
        "apart",
        service("web", SERVER, upkeep())
            + ","
            + service("late", "sleep 1000", ", \"depends\": [\"web\"]"));

    JsonNode status = awaitReady("apart", 1).path("status");

    JsonNode web = instance(status, "web");
    assertThat(web.path("restarts").asInt()).isEqualTo(1);
    assertThat(status.path("lastFailure").asText())
        .contains("web_0: service web failed its liveness probe", "ill", "coughing");
    stops("apart", web.path("ports").path("http").asText());
  }

  private static JsonNode instance(JsonNode status, String service) {
    for (JsonNode each : status.path("services")) {
      if (each.path("name").asText().equals(service)) {
        return each.path("instances").path(0);
      }
    }
    throw new AssertionError("no service " + service + " in " + status);
  }

  @Test
  void aPortThatSomebodyElseHasIsNamed() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      int taken = socket.getLocalPort();
      create(
          "taken",
          service("web", "sleep 1000", ", \"ports\": {\"api\": {\"port\": " + taken + "}}"));

      assertThat(awaitStalled("taken"))
          .contains("service web was not started: port api cannot be had: " + taken + " is taken");
    }
  }

  @Test
  void aScriptThatFailsAtOnceIsTriedAFewTimesAndThenStalledWithItsLastLines() {
    create(
        "hopeless",
        service(
            "web",
            "echo no such module; exit 7",
            ", \"maxRestarts\": 3, \"restartBackoff\": {\"initial\": \"300ms\", \"max\": \"600ms\"}"));

    assertThat(awaitStalled("hopeless"))
        .contains("exit code 7 after 3 restarts, the most allowed", "no such module");
  }

  /** A run that is too old, and what earlier launches have left: recorded as such, or not. */
  @Test
  void aPolicyStopsWhatIsOldAndRemovesWhatIsLeftAndNothingElse(Cluster cluster) throws Exception {
    LabUserFiles heddle = cluster.files("heddle");
    LabUserFiles alice = cluster.files("alice");
    create("old", service("web", "sleep 1000", ""));
    String id =
        api.awaitApplication(NAMESPACE, "old", PATIENCE, seen -> phase(seen).equals("Ready"))
            .at("/status/run/applicationId")
            .asText();
    String installation = Files.readString(operator.home().resolve("state/installation")).strip();
    String records =
        "/heddle/installations/"
            + heddle.list("/heddle/installations").stream()
                .filter(name -> name.startsWith(installation + "@"))
                .findFirst()
                .orElseThrow();
    String launched =
        heddle.list(records + "/open").stream()
            .filter(name -> name.startsWith(id + ",alice,"))
            .findFirst()
            .orElseThrow();
    String older = "0".repeat(64) + ".tar";
    heddle.mkdir(records + "/packages/" + older);
    heddle.write("/heddle/agent/" + older, "an older version's");
    heddle.mkdir(records + "/open/application_1_0001,alice");
    for (String lost : List.of("application_1_0001", "application_1_0002")) {
      alice.put("/user/alice/.heddle/" + lost + "/kv.1.1", "kept");
    }
    CommandLine line = operator.commandLine();
    line.run("apply", "-f", Files.writeString(shared.resolve("policies.yaml"), POLICIES).toString())
        .good();

    await("all that is due has gone")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(alice.exists("/user/alice/.heddle/application_1_0001")).isFalse();
              assertThat(heddle.exists("/heddle/agent/" + older)).isFalse();
              assertThat(heddle.list(records + "/over"))
                  .contains(id + ",alice", "application_1_0001,alice");
            });
    assertThat(heddle.list(records + "/open")).doesNotContain(launched);
    assertThat(heddle.list(records + "/packages")).isNotEmpty().doesNotContain(older);
    assertThat(alice.exists("/user/alice/.heddle/application_1_0002")).as("no record").isTrue();
    assertThat(Api.condition(api.application(NAMESPACE, "old"), "Ready").path("reason").asText())
        .isEqualTo("StoppedByPolicy");
    assertThat(line.run("cleanup", "plan").good())
        .containsPattern("Delete +applicationlogs/application_1_0001 +left +logs +yes");
    line.run("delete", "cleanuppolicies", "left", "old").good();
  }

  private static String phase(JsonNode application) {
    return application.path("status").path("phase").asText();
  }

  private static String awaitStalled(String name) {
    JsonNode seen =
        api.awaitApplication(
            NAMESPACE,
            name,
            PATIENCE,
            application ->
                Api.condition(application, "Stalled").path("status").asText().equals("True"));
    return Api.condition(seen, "Stalled").path("message").asText();
  }
}
