package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.ContainerProcess;
import dev.heddle.scenarios.harness.Containers;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes in a notebook's container end, one way or another. */
@OnCluster
final class ProcessKillTest {

  private static final String NAMESPACE = "kills";
  private static final String NAME = "nb";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static OperatorProcess operator;
  private static Api api;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    api.createNotebook(NAMESPACE, Manifests.json(NAME));
  }

  @AfterAll
  static void stop() {
    api.deleteNotebook(NAMESPACE, NAME);
    api.awaitGone(NAMESPACE, NAME);
    operator.close();
  }

  @Test
  void jupyterIsStartedAgainInTheSameContainerUnderTheSameAddress(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int attempts = cluster.yarn().attempts(id);
    ContainerProcess script = cluster.containers().script(id);
    ContainerProcess killed = cluster.containers().jupyter(id);

    killed.kill();

    JsonNode after = awaitRestart(before);
    assertThat(Api.applicationId(after)).isEqualTo(id);
    assertThat(url(after)).isEqualTo(url(before));
    assertThat(Jupyter.of(api, after).status("api/status")).isEqualTo(200);
    assertThat(cluster.containers().jupyter(id)).isNotEqualTo(killed);
    assertThat(script.isAlive()).isTrue();
    assertThat(cluster.yarn().attempts(id)).isEqualTo(attempts);
    assertThat(api.eventReasons(NAMESPACE, NAME)).contains("Restarted");
  }

  @Test
  void theAgentMayDieFiveTimesInARowAndTheNotebookNeverNotices(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int attempts = cluster.yarn().attempts(id);
    ContainerProcess jupyter = cluster.containers().jupyter(id);
    try (Kernel kernel = Jupyter.of(api, before).startKernel()) {
      Jupyter.evaluate(kernel, "answer = 41; answer");

      for (int death = 1; death <= 5; death++) {
        ContainerProcess agent = cluster.containers().agent(id);
        agent.kill();
        awaitAnotherAgent(cluster.containers(), id, agent);
      }

      assertThat(Jupyter.evaluate(kernel, "answer + 1")).isEqualTo("42");
    }
    JsonNode after = api.awaitReady(NAMESPACE, NAME);
    assertThat(Api.applicationId(after)).isEqualTo(id);
    assertThat(after.path("status").path("restarts"))
        .isEqualTo(before.path("status").path("restarts"));
    assertThat(jupyter.isAlive()).isTrue();
    assertThat(cluster.yarn().attempts(id)).isEqualTo(attempts);
  }

  @Test
  void agentAndJupyterKilledTogetherComeBackInTheSameContainer(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int attempts = cluster.yarn().attempts(id);
    ContainerProcess script = cluster.containers().script(id);
    ContainerProcess agent = cluster.containers().agent(id);
    ContainerProcess jupyter = cluster.containers().jupyter(id);

    agent.kill();
    jupyter.kill();

    JsonNode after = awaitRestart(before);
    assertThat(Api.applicationId(after)).isEqualTo(id);
    assertThat(url(after)).isEqualTo(url(before));
    assertThat(script.isAlive()).isTrue();
    assertThat(cluster.yarn().attempts(id)).isEqualTo(attempts);
  }

  @Test
  void theScriptsDeathLeavesNothingBehindAndYarnStartsTheNextAttempt(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int attempts = cluster.yarn().attempts(id);
    try (Kernel kernel = Jupyter.of(api, before).startKernel()) {
      Jupyter.evaluate(kernel, "1");
    }
    assertThat(cluster.containers().kernels(id)).isNotEmpty();
    List<ContainerProcess> all = cluster.containers().of(id);

    cluster.containers().script(id).kill();

    await("the container's processes are gone")
        .atMost(PATIENCE)
        .until(() -> all.stream().noneMatch(ContainerProcess::isAlive));
    await("the next attempt")
        .atMost(PATIENCE)
        .until(() -> cluster.yarn().attempts(id) == attempts + 1);
    ContainerProcess next = cluster.containers().jupyter(id);
    JsonNode after =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            notebook ->
                notebook.path("status").path("phase").asText().equals("Ready")
                    && !url(notebook).equals(url(before)));
    assertThat(Api.applicationId(after)).isEqualTo(id);
    assertThat(url(after).getPath()).isEqualTo(url(before).getPath());
    assertThat(Jupyter.of(api, after).status("api/status")).isEqualTo(200);
    assertThat(next.isAlive()).isTrue();
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).hasSize(1);
  }

  @Test
  void portsThatOthersHaveTakenAreLeftAlone(Cluster cluster) throws IOException {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int port = url(before).getPort();
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int next = port + 1; next <= port + 20; next++) {
        taken.add(new ServerSocket(next, 1, InetAddress.getLoopbackAddress()));
      }

      cluster.containers().script(id).kill();

      JsonNode after =
          api.awaitNotebook(
              NAMESPACE,
              NAME,
              PATIENCE,
              notebook ->
                  notebook.path("status").path("phase").asText().equals("Ready")
                      && !url(notebook).equals(url(before)));
      // The next attempt tries a port a little further on first.
      assertThat(url(after).getPort()).isGreaterThan(port + 20);
      assertThat(Jupyter.of(api, after).status("api/status")).isEqualTo(200);
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  @Test
  void quitInJupyterEndsItWellAndItStaysSoUntilItIsStarted(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);

    Jupyter.of(api, before).quit();

    JsonNode ended = api.awaitPhase(NAMESPACE, NAME, "Succeeded");
    ApplicationReport report = cluster.yarn().report(id);
    assertThat(report.getYarnApplicationState()).isEqualTo(YarnApplicationState.FINISHED);
    assertThat(report.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    cluster.containers().awaitNone(id);
    await("nothing happens")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(() -> api.notebook(NAMESPACE, NAME).equals(ended));

    api.patchNotebook(
        NAMESPACE,
        NAME,
        "{\"metadata\":{\"annotations\":{\"heddle.dev/restarted-at\":\"" + id + "\"}}}");

    JsonNode again =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            notebook -> notebook.path("status").path("phase").asText().equals("Ready"));
    assertThat(Api.applicationId(again)).isNotEqualTo(id);
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).hasSize(1);
  }

  private static void awaitAnotherAgent(Containers containers, String id, ContainerProcess dead) {
    await("another agent")
        .atMost(PATIENCE)
        .until(() -> !dead.isAlive() && !containers.agent(id).equals(dead));
  }

  private static JsonNode awaitRestart(JsonNode before) {
    int restarts = before.path("status").path("restarts").asInt();
    return api.awaitNotebook(
        NAMESPACE,
        NAME,
        PATIENCE,
        notebook ->
            notebook.path("status").path("phase").asText().equals("Ready")
                && notebook.path("status").path("restarts").asInt() == restarts + 1);
  }

  private static URI url(JsonNode notebook) {
    return URI.create(notebook.path("status").path("url").asText());
  }
}
