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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of the cluster, or the operator, are away for a while. */
@OnCluster
final class ClusterFaultTest {

  private static final String NAMESPACE = "faults";
  private static final String NAME = "nb";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static OperatorProcess operator;

  private JsonNode before;
  private String id;
  private int applications;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    operator.api().createNotebook(NAMESPACE, Manifests.json(NAME));
  }

  @AfterAll
  static void stop() {
    operator.api().deleteNotebook(NAMESPACE, NAME);
    operator.api().awaitGone(NAMESPACE, NAME);
    operator.close();
  }

  @BeforeEach
  void aNotebookServes(Cluster cluster) {
    before = operator.api().awaitReady(NAMESPACE, NAME);
    id = Api.applicationId(before);
    applications = cluster.yarn().all(NAMESPACE, NAME).size();
  }

  @Test
  void aResourceManagerThatIsKilledAndStartedLosesNothingAndDoublesNothing(Cluster cluster) {
    ContainerProcess jupyter = cluster.containers().jupyter(id);
    try (Kernel kernel = Jupyter.of(operator.api(), before).startKernel()) {
      Jupyter.evaluate(kernel, "answer = 41; answer");

      cluster.lab().kill("rm");
      assertThat(Jupyter.of(operator.api(), before).status("api/status")).isEqualTo(200);
      cluster.lab().start("rm");
      cluster.lab().awaitReady();

      assertThat(Jupyter.evaluate(kernel, "answer + 1")).isEqualTo("42");
    }
    // A change gets through, which shows that operator and ResourceManager work together again.
    operator.api().createNotebook(NAMESPACE, Manifests.json("later"));
    operator.api().awaitReady(NAMESPACE, "later");
    assertNothingNew(cluster);
    assertThat(jupyter.isAlive()).isTrue();
    operator.api().deleteNotebook(NAMESPACE, "later");
    operator.api().awaitGone(NAMESPACE, "later");
  }

  @Test
  void jupyterComesBackWhileTheOperatorIsDown(Cluster cluster) {
    Jupyter jupyter = Jupyter.of(operator.api(), before);
    ContainerProcess script = cluster.containers().script(id);
    ContainerProcess killed = cluster.containers().jupyter(id);
    operator.kill();

    killed.kill();

    await("another Jupyter")
        .atMost(PATIENCE)
        .until(() -> !cluster.containers().jupyter(id).equals(killed));
    await("it serves")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> jupyter.status("api/status") == 200);
    assertThat(script.isAlive()).isTrue();

    operator.start();

    int restarts = before.path("status").path("restarts").asInt();
    operator
        .api()
        .awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            notebook ->
                notebook.path("status").path("phase").asText().equals("Ready")
                    && notebook.path("status").path("restarts").asInt() == restarts + 1);
    assertNothingNew(cluster);
  }

  @Test
  void yarnStartsTheNextAttemptWhileTheOperatorIsDown(Cluster cluster) {
    int attempts = cluster.yarn().attempts(id);
    ContainerProcess killed = cluster.containers().jupyter(id);
    operator.kill();

    cluster.containers().script(id).kill();

    await("the next attempt")
        .atMost(PATIENCE)
        .until(() -> cluster.yarn().attempts(id) == attempts + 1);
    await("another Jupyter")
        .atMost(PATIENCE)
        .until(() -> !killed.isAlive() && !cluster.containers().jupyter(id).equals(killed));

    operator.start();

    JsonNode after =
        operator
            .api()
            .awaitNotebook(
                NAMESPACE,
                NAME,
                PATIENCE,
                notebook ->
                    notebook.path("status").path("phase").asText().equals("Ready")
                        && !notebook.path("status").path("url").equals(url()));
    assertThat(Jupyter.of(operator.api(), after).status("api/status")).isEqualTo(200);
    assertNothingNew(cluster);
  }

  @Test
  void anOperatorThatReturnsKeepsWhatRuns(Cluster cluster) {
    ContainerProcess jupyter = cluster.containers().jupyter(id);
    operator.kill();
    assertThat(jupyter.isAlive()).isTrue();

    operator.start();

    operator.api().awaitReady(NAMESPACE, NAME);
    // What is created later is served, so the operator has looked at YARN since.
    operator.api().createNotebook(NAMESPACE, Manifests.json("after"));
    operator.api().awaitReady(NAMESPACE, "after");
    assertNothingNew(cluster);
    assertThat(jupyter.isAlive()).isTrue();
    operator.api().deleteNotebook(NAMESPACE, "after");
    operator.api().awaitGone(NAMESPACE, "after");
  }

  private JsonNode url() {
    return before.path("status").path("url");
  }

  private void assertNothingNew(Cluster cluster) {
    assertThat(Api.applicationId(operator.api().notebook(NAMESPACE, NAME))).isEqualTo(id);
    assertThat(cluster.yarn().live(NAMESPACE, NAME))
        .extracting(each -> each.getApplicationId().toString())
        .containsExactly(id);
    assertThat(cluster.yarn().all(NAMESPACE, NAME)).hasSize(applications);
  }
}
