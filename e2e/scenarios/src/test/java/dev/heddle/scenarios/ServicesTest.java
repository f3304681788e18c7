package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.ContainerProcess;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Services in containers of their own, on a real cluster. */
@OnCluster
final class ServicesTest {

  private static final String NAMESPACE = "services";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Serves after some seconds: running is not ready. */
  private static final String SLOW_SERVER =
      "sleep 6; mkdir -p www; echo ok > www/health;"
          + " exec /usr/bin/python3 -m http.server -d www $HEDDLE_PORT";

  /** Counts for as long as it lives. */
  private static final String COUNTER =
      "i=0; while :; do i=$((i+1)); echo $i > counter; sleep 0.2; done";

  private static OperatorProcess operator;
  private static Api api;
  private final List<String> made = new ArrayList<>();

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
    create(name, "", services);
  }

  private void create(String name, String more, String services) {
    api.createApplication(
        NAMESPACE,
        """
        {"apiVersion": "heddle.dev/v1", "kind": "Application", "metadata": {"name": "%s"},
         "spec": {"user": "alice", "queue": "notebooks", "maxAttempts": 8, %s "services": {%s}}}"""
            .formatted(name, more, services));
    made.add(name);
  }

  private static String service(String name, String script, String more) {
    return """
        "%s": {"resources": {"memory": "128 MiB", "vcores": 1}, "script": "%s"%s}"""
        .formatted(name, script, more);
  }

  private static JsonNode awaitReady(String name, String service, int ready) {
    return api.awaitApplication(
        NAMESPACE,
        name,
        PATIENCE,
        application ->
            application.path("status").path("phase").asText().equals("Ready")
                && service(application, service).path("ready").asInt() == ready
                && service(application, service).path("desired").asInt() == ready);
  }

  private static JsonNode service(JsonNode application, String name) {
    for (JsonNode service : application.path("status").path("services")) {
      if (service.path("name").asText().equals(name)) {
        return service;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private static JsonNode instance(JsonNode application, String service, String id) {
    for (JsonNode instance : service(application, service).path("instances")) {
      if (instance.path("id").asText().equals(id)) {
        return instance;
      }
    }
    throw new AssertionError("no instance " + id + " in " + application.path("status"));
  }

  private static String container(JsonNode application, String service, String id) {
    return instance(application, service, id).path("containerId").asText();
  }

  private static String yarnId(JsonNode application) {
    return application.path("status").path("run").path("applicationId").asText();
  }

  @Test
  void aServiceStartsWhenWhatItDependsOnAnswersAndNotBefore() {
    create(
        "ordered",
        service("db", SLOW_SERVER, ", \"readiness\": {\"path\": \"/health\"}")
            + ","
            + service("web", COUNTER, ", \"depends\": [\"db\"]"));

    api.awaitApplication(
        NAMESPACE,
        "ordered",
        PATIENCE,
        seen ->
            service(seen, "db").path("instances").path(0).path("state").asText().equals("Running")
                && service(seen, "web")
                    .path("instances")
                    .path(0)
                    .path("message")
                    .asText()
                    .equals("waits for db to be ready"));

    JsonNode ready = awaitReady("ordered", "web", 1);
    assertThat(Instant.parse(instance(ready, "web", "web_0").path("since").asText()))
        .isAfterOrEqualTo(Instant.parse(instance(ready, "db", "db_0").path("since").asText()));
    assertThat(container(ready, "web", "web_0")).isNotEqualTo(container(ready, "db", "db_0"));
  }

  @Test
  void numbersOfContainersChangeInPlace(Cluster cluster) {
    create("scaled", service("worker", COUNTER, ", \"instances\": 2"));
    JsonNode before = awaitReady("scaled", "worker", 2);

    scale("scaled", 4);
    JsonNode more = awaitReady("scaled", "worker", 4);
    assertThat(yarnId(more)).isEqualTo(yarnId(before));
    ContainerProcess kept = cluster.containers().scriptIn(container(more, "worker", "worker_3"));

    scale("scaled", 1);
    JsonNode fewer = awaitReady("scaled", "worker", 1);
    assertThat(yarnId(fewer)).isEqualTo(yarnId(before));
    assertThat(kept.isAlive()).as("the oldest go first").isTrue();

    scale("scaled", 0);
    awaitReady("scaled", "worker", 0);
    cluster.containers().awaitNoneIn(container(more, "worker", "worker_3"));
    scale("scaled", 1);
    assertThat(yarnId(awaitReady("scaled", "worker", 1))).isEqualTo(yarnId(before));
  }

  private static void scale(String name, int instances) {
    api.patchApplication(
        NAMESPACE,
        name,
        "{\"spec\": {\"services\": {\"worker\": {\"instances\": " + instances + "}}}}");
  }

  @Test
  void aContainerKilledFromOutsideIsReplacedWithinASecondOrTwo(Cluster cluster) {
    create("killed", service("worker", COUNTER, ", \"instances\": 2, \"maxRestarts\": 3"));
    JsonNode before = awaitReady("killed", "worker", 2);
    ContainerProcess other = cluster.containers().scriptIn(container(before, "worker", "worker_1"));

    cluster.containers().scriptIn(container(before, "worker", "worker_0")).kill();

    JsonNode after =
        api.awaitApplication(
            NAMESPACE,
            "killed",
            PATIENCE,
            seen ->
                service(seen, "worker").path("restarts").asInt() == 1
                    && service(seen, "worker").path("ready").asInt() == 2);
    assertThat(instance(after, "worker", "worker_0").path("state").asText()).isEqualTo("Failed");
    assertThat(instance(after, "worker", "worker_2").path("state").asText()).isEqualTo("Ready");
    assertThat(other.isAlive()).isTrue();
    cluster.containers().awaitNoneIn(container(before, "worker", "worker_0"));
  }

  @Test
  void aProcessIsStartedAgainInItsContainer(Cluster cluster) {
    create("inplace", service("worker", COUNTER, ", \"instances\": 2, \"maxRestarts\": 3"));
    JsonNode before = awaitReady("inplace", "worker", 2);
    String container = container(before, "worker", "worker_0");
    ContainerProcess script = cluster.containers().scriptIn(container);

    cluster.containers().processIn(container, "script.sh").kill();

    JsonNode after =
        api.awaitApplication(
            NAMESPACE,
            "inplace",
            PATIENCE,
            seen ->
                service(seen, "worker").path("restarts").asInt() == 1
                    && service(seen, "worker").path("ready").asInt() == 2);
    assertThat(container(after, "worker", "worker_0")).isEqualTo(container);
    assertThat(script.isAlive()).isTrue();
  }

  @Test
  void theApplicationMastersJvmMayDieFiveTimesInARow(Cluster cluster) {
    create("jvm", service("worker", COUNTER, ", \"instances\": 2"));
    JsonNode before = awaitReady("jvm", "worker", 2);
    String id = yarnId(before);
    String master = cluster.yarn().masterContainer(id);
    ContainerProcess counter =
        cluster.containers().processIn(container(before, "worker", "worker_0"), "script.sh");

    for (int death = 1; death <= 5; death++) {
      ContainerProcess agent = cluster.containers().agentIn(master);
      agent.kill();
      await("another agent")
          .atMost(PATIENCE)
          .until(() -> !agent.isAlive() && !cluster.containers().agentIn(master).equals(agent));
    }

    scale("jvm", 3);
    JsonNode after = awaitReady("jvm", "worker", 3);
    assertThat(counter.isAlive()).isTrue();
    assertThat(container(after, "worker", "worker_0"))
        .isEqualTo(container(before, "worker", "worker_0"));
    assertThat(cluster.yarn().attempts(id)).isEqualTo(1);
    assertThat(service(after, "worker").path("restarts").asInt()).isZero();
  }

  @Test
  void aLostApplicationMasterCostsNoContainer(Cluster cluster) {
    create("lost", service("worker", COUNTER, ", \"instances\": 3"));
    awaitReady("lost", "worker", 3);
    scale("lost", 2);
    JsonNode before = awaitReady("lost", "worker", 2);
    String id = yarnId(before);
    ContainerProcess one =
        cluster.containers().processIn(container(before, "worker", "worker_1"), "script.sh");
    ContainerProcess two =
        cluster.containers().processIn(container(before, "worker", "worker_2"), "script.sh");

    cluster.containers().scriptIn(cluster.yarn().masterContainer(id)).kill();

    api.awaitApplication(
        NAMESPACE,
        "lost",
        PATIENCE,
        seen ->
            seen.path("status").path("attempt").asInt() == 2
                && seen.path("status").path("phase").asText().equals("Ready")
                && service(seen, "worker").path("ready").asInt() == 2);
    scale("lost", 3);
    JsonNode after = awaitReady("lost", "worker", 3);
    assertThat(yarnId(after)).isEqualTo(id);
    assertThat(one.isAlive() && two.isAlive()).as("counters count on").isTrue();
    assertThat(container(after, "worker", "worker_1"))
        .isEqualTo(container(before, "worker", "worker_1"));
    assertThat(service(after, "worker").path("restarts").asInt()).isZero();
    assertThat(instance(after, "worker", "worker_3").path("state").asText())
        .as("numbers go on, and the scale is remembered")
        .isEqualTo("Ready");
  }

  @Test
  void whenAllServicesCompleteTheApplicationHasSucceeded() {
    create(
        "batch", service("a", "sleep 1", ", \"instances\": 2") + "," + service("b", "sleep 1", ""));

    JsonNode ended = awaitPhase("batch", "Succeeded");

    assertThat(ended.path("status").path("finalStatus").asText()).isEqualTo("SUCCEEDED");
    assertThat(ended.path("status").path("diagnostics").asText())
        .isEqualTo("all services have completed");
  }

  @Test
  void aServiceThatFailsForGoodFailsTheApplicationAndIsNamedWithItsLastLines() {
    create(
        "failing",
        service("good", COUNTER, "")
            + ","
            + service("bad", "sleep 1; echo no such table; exit 3", ", \"maxRestarts\": 1"));

    JsonNode ended = awaitPhase("failing", "Failed");

    assertThat(ended.path("status").path("finalStatus").asText()).isEqualTo("FAILED");
    assertThat(ended.path("status").path("diagnostics").asText())
        .contains("service bad failed in bad_0", "exit code 3", "no such table");
  }

  private static JsonNode awaitPhase(String name, String phase) {
    return api.awaitApplication(
        NAMESPACE,
        name,
        PATIENCE,
        seen -> seen.path("status").path("phase").asText().equals(phase));
  }

  @Test
  void aNotebookInAContainerOfItsOwnOutlivesFiveApplicationMasters(Cluster cluster) {
    api.createNotebook(
        NAMESPACE,
        Manifests.json(
            "nb",
            """
            "environment": {"python": "/usr/bin/python3"}, "runIn": "Container",
            "resources": {"memory": "512 MiB", "vcores": 1}, "queue": "notebooks\""""));
    JsonNode before = api.awaitReady(NAMESPACE, "nb");
    String id = Api.applicationId(before);
    try (Kernel kernel = Jupyter.of(api, before).startKernel()) {
      Jupyter.evaluate(
          kernel,
          "import skein; kv = skein.ApplicationClient.from_current().kv;"
              + " kv['k'] = b'0'; answer = 41; answer");

      for (int attempt = 2; attempt <= 6; attempt++) {
        int next = attempt;
        cluster.containers().scriptIn(cluster.yarn().masterContainer(id)).kill();

        await("the next attempt").atMost(PATIENCE).until(() -> cluster.yarn().attempts(id) == next);
        JsonNode after =
            api.awaitApplication(
                NAMESPACE,
                "nb",
                PATIENCE,
                seen ->
                    seen.path("status").path("attempt").asInt() == next
                        && seen.path("status").path("phase").asText().equals("Ready"));
        assertThat(after.path("status").path("url")).isEqualTo(before.path("status").path("url"));
        // The same client, whose application master is gone, finds the one that runs now.
        String put = "kv['k'] = b'" + next + "'; kv['k']";
        assertThat(Jupyter.evaluate(kernel, put)).isEqualTo("b'" + next + "'");
      }
      assertThat(Jupyter.evaluate(kernel, "answer + 1")).isEqualTo("42");
    } finally {
      api.deleteNotebook(NAMESPACE, "nb");
      api.awaitGone(NAMESPACE, "nb");
    }
    cluster.containers().awaitNone(id);
  }

  @Test
  void aNodeManagerThatComesBackFindsItsContainersRunning(Cluster cluster) {
    create("node", service("worker", COUNTER, ", \"instances\": 2"));
    JsonNode before = awaitReady("node", "worker", 2);
    ContainerProcess counter =
        cluster.containers().processIn(container(before, "worker", "worker_0"), "script.sh");

    cluster.lab().kill("nm1");
    cluster.lab().start("nm1");
    cluster.lab().awaitReady();

    scale("node", 3);
    JsonNode after = awaitReady("node", "worker", 3);
    assertThat(counter.isAlive()).isTrue();
    assertThat(service(after, "worker").path("restarts").asInt()).isZero();
  }

  @Test
  void containersThatAResourceManagerForgotBeforeItGaveThemAreAskedForAgain(Cluster cluster) {
    create("asking", service("worker", COUNTER, ", \"instances\": 2"));
    JsonNode before = awaitReady("asking", "worker", 2);
    // Containers are given when a node reports: without one they are asked for, and no more.
    cluster.lab().kill("nm1");
    scale("asking", 4);
    api.awaitApplication(
        NAMESPACE,
        "asking",
        PATIENCE,
        seen -> service(seen, "worker").path("desired").asInt() == 4);

    cluster.lab().kill("rm");
    cluster.lab().start("rm");
    cluster.lab().start("nm1");
    cluster.lab().awaitReady();

    JsonNode after = awaitReady("asking", "worker", 4);
    assertThat(yarnId(after)).isEqualTo(yarnId(before));
    assertThat(container(after, "worker", "worker_0"))
        .isEqualTo(container(before, "worker", "worker_0"));
    assertThat(service(after, "worker").path("restarts").asInt()).isZero();
    await("no container more than wanted")
        .atMost(PATIENCE)
        .until(() -> cluster.yarn().containers(yarnId(after)) == 5);
  }
}
