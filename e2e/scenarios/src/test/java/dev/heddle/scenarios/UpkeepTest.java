package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
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
