package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.time.Duration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One notebook from its file to its end; each scenario goes on where the one before ended. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NotebookLifeTest {

  private static final String NAMESPACE = "life";
  private static final String NAME = "churn";
  private static final String FILE = Cluster.specs(NAMESPACE) + "/life/churn.yaml";

  private static OperatorProcess operator;
  private static Api api;

  @BeforeAll
  static void start(Cluster cluster) {
    cluster.makeSpecs(NAMESPACE);
    // A second file, because a directory that reads as empty prunes nothing (I3).
    cluster
        .files("bob")
        .put(
            Cluster.specs(NAMESPACE) + "/life/resting.yaml",
            Manifests.notebook("resting", "  suspend: true\n"));
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  @Order(1)
  void aFileInHdfsBecomesANotebookOfItsOwner(Cluster cluster) {
    cluster.files("alice").put(FILE, Manifests.notebook(NAME));

    JsonNode notebook = api.awaitReady(NAMESPACE, NAME);

    String id = Api.applicationId(notebook);
    assertThat(notebook.path("status").path("user").asText()).isEqualTo("alice");
    assertThat(cluster.yarn().live(NAMESPACE, NAME))
        .singleElement()
        .satisfies(
            application -> {
              assertThat(application.getApplicationId()).hasToString(id);
              assertThat(application.getUser()).isEqualTo("alice");
              assertThat(application.getQueue()).endsWith("notebooks");
            });
    assertThat(Api.condition(notebook, "Ready").path("status").asText()).isEqualTo("True");
  }

  @Test
  @Order(2)
  void itRunsCodeForWhoHasTheToken() {
    Jupyter jupyter = Jupyter.of(api, api.awaitReady(NAMESPACE, NAME));

    try (Kernel kernel = jupyter.startKernel()) {
      assertThat(Jupyter.evaluate(kernel, "6*7")).isEqualTo("42");
    }
  }

  @Test
  @Order(3)
  void itRefusesWhoHasNoToken() {
    Jupyter jupyter = Jupyter.of(api, api.awaitReady(NAMESPACE, NAME));

    assertThat(jupyter.status("api/contents")).isEqualTo(200);
    assertThat(jupyter.statusWithoutToken("api/contents")).isIn(401, 403);
    assertThat(jupyter.statusWithoutToken("tree")).isIn(302, 401, 403);
  }

  @Test
  @Order(4)
  void theTokenIsInNoCommandLineAndNoStatus(Cluster cluster) {
    JsonNode notebook = api.awaitReady(NAMESPACE, NAME);
    String token = api.token(NAMESPACE, NAME);

    assertThat(token).isNotBlank();
    assertThat(cluster.containers().of(Api.applicationId(notebook)))
        .isNotEmpty()
        .noneMatch(process -> process.runs(token));
    assertThat(notebook.toString()).doesNotContain(token);
    assertThat(api.application(NAMESPACE, NAME).toString()).doesNotContain(token);
  }

  @Test
  @Order(5)
  void aStopLeavesNothingInYarnAndAStartBringsItBack(Cluster cluster) {
    String before = Api.applicationId(api.awaitReady(NAMESPACE, NAME));

    api.patchNotebook(NAMESPACE, NAME, "{\"spec\":{\"suspend\":true}}");

    api.awaitPhase(NAMESPACE, NAME, "Stopped");
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).isEmpty();
    assertThat(cluster.yarn().report(before).getFinalApplicationStatus())
        .isEqualTo(FinalApplicationStatus.SUCCEEDED);
    cluster.containers().awaitNone(before);

    api.patchNotebook(NAMESPACE, NAME, "{\"spec\":{\"suspend\":false}}");

    JsonNode again = api.awaitReady(NAMESPACE, NAME);
    assertThat(Api.applicationId(again)).isNotEqualTo(before);
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).hasSize(1);
  }

  @Test
  @Order(6)
  void anotherQueueIsMovedToWithoutInterruption(Cluster cluster) {
    String running = Api.applicationId(api.awaitReady(NAMESPACE, NAME));
    assertThat(cluster.yarn().report(running).getQueue()).endsWith("notebooks");

    cluster.files("alice").put(FILE, inQueue("closed"));

    api.awaitNotebook(
        NAMESPACE,
        NAME,
        Duration.ofSeconds(30),
        notebook ->
            Api.condition(notebook, "TermsGranted").path("reason").asText().equals("OtherQueue"));

    cluster.files("alice").put(FILE, inQueue("research"));

    api.awaitNotebook(
        NAMESPACE,
        NAME,
        Duration.ofSeconds(30),
        notebook -> Api.condition(notebook, "TermsGranted").isMissingNode());
    assertThat(cluster.yarn().report(running).getQueue()).endsWith("research");
    assertThat(Api.applicationId(api.awaitReady(NAMESPACE, NAME))).isEqualTo(running);
  }

  private static String inQueue(String queue) {
    return Manifests.notebook(NAME).replace("queue: notebooks", "queue: " + queue);
  }

  @Test
  @Order(7)
  void aRestartReplacesTheApplication(Cluster cluster) {
    String before = Api.applicationId(api.awaitReady(NAMESPACE, NAME));

    api.patchNotebook(
        NAMESPACE,
        NAME,
        "{\"metadata\":{\"annotations\":{\"heddle.dev/restarted-at\":\"2026-01-01\"}}}");

    String after = Api.applicationId(awaitOtherThan(before));
    assertOneAfterTheOther(cluster, before, after);
  }

  @Test
  @Order(8)
  void aChangedFileReplacesItAfterTheOldOneIsGone(Cluster cluster) {
    String before = Api.applicationId(api.awaitReady(NAMESPACE, NAME));

    cluster.files("alice").put(FILE, Manifests.notebook(NAME, "  env: {COLOUR: blue}\n"));

    JsonNode notebook = awaitOtherThan(before);
    assertOneAfterTheOther(cluster, before, Api.applicationId(notebook));
    try (Kernel kernel = Jupyter.of(api, notebook).startKernel()) {
      assertThat(Jupyter.evaluate(kernel, "import os; os.environ['COLOUR']")).isEqualTo("'blue'");
    }
  }

  @Test
  @Order(9)
  void removingTheFileLeavesNothing(Cluster cluster) {
    String before = Api.applicationId(api.awaitReady(NAMESPACE, NAME));

    cluster.files("alice").delete(FILE);

    api.awaitGone(NAMESPACE, NAME);
    assertThat(api.application(NAMESPACE, NAME).isMissingNode()).isTrue();
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).isEmpty();
    assertThat(cluster.yarn().report(before).getYarnApplicationState())
        .isEqualTo(YarnApplicationState.FINISHED);
    cluster.containers().awaitNone(before);
  }

  private static JsonNode awaitOtherThan(String applicationId) {
    return api.awaitNotebook(
        NAMESPACE,
        NAME,
        Duration.ofSeconds(60),
        notebook ->
            notebook.path("status").path("phase").asText().equals("Ready")
                && !Api.applicationId(notebook).equals(applicationId));
  }

  private static void assertOneAfterTheOther(Cluster cluster, String before, String after) {
    ApplicationReport old = cluster.yarn().report(before);
    assertThat(cluster.yarn().live(NAMESPACE, NAME))
        .extracting(each -> each.getApplicationId().toString())
        .containsExactly(after);
    assertThat(old.getFinishTime())
        .isPositive()
        .isLessThanOrEqualTo(cluster.yarn().report(after).getStartTime());
  }
}
