package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import dev.heddle.scenarios.harness.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller made with java-operator-sdk, unmodified, works on Heddle's objects. */
@OnCluster
final class ForeignControllerTest {

  private static final String NAMESPACE = "foreign";
  private static final String NAME = "nb";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static OperatorProcess operator;
  private static Api api;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  /** Paused, so that the status is the other controller's alone. */
  @Test
  void aControllerOfAnotherFrameworkGoesThroughCreateStatusFinalizerAndDelete(
      @TempDir Path directory) {
    Path kubeconfig = directory.resolve("kubeconfig");
    operator.commandLine().run("login", "--kubeconfig=" + kubeconfig, "--use-context").good();
    try (Program controller =
        Program.start("dev.heddle.clients.QueueNotes", kubeconfig, NAMESPACE)) {
      api.createNotebook(
          NAMESPACE,
          """
          {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
           "metadata": {"name": "nb", "annotations": {"heddle.dev/reconcile": "paused"}},
           "spec": {"suspend": true, "queue": "notebooks"}}
          """);

      JsonNode noted = awaitNoted(controller, "notebooks");
      assertThat(noted.at("/metadata/finalizers").toString()).contains("example.com/queue-notes");
      assertThat(api.configMap(NAMESPACE, "nb-queue").at("/data/queue").asText())
          .isEqualTo("notebooks");
      assertThat(api.configMap(NAMESPACE, "nb-queue").at("/metadata/ownerReferences/0/kind"))
          .hasToString("\"Notebook\"");

      api.patchNotebook(NAMESPACE, NAME, "{\"spec\": {\"queue\": \"default\"}}");
      awaitNoted(controller, "default");
      await("its note")
          .atMost(PATIENCE)
          .until(
              () ->
                  api.configMap(NAMESPACE, "nb-queue")
                      .at("/data/queue")
                      .asText()
                      .equals("default"));
      assertQuiet(controller);

      api.deleteNotebook(NAMESPACE, NAME);
      api.awaitGone(NAMESPACE, NAME);
      assertThat(controller.lines()).contains("CLEANED nb");
      await("its note to go with it")
          .atMost(PATIENCE)
          .until(() -> api.configMap(NAMESPACE, "nb-queue").isMissingNode());
      assertThat(controller.isAlive()).isTrue();
    }
  }

  private static JsonNode awaitNoted(Program controller, String queue) {
    return api.awaitNotebook(
        NAMESPACE,
        NAME,
        PATIENCE,
        notebook -> {
          assertThat(controller.isAlive()).as(String.join("\n", controller.lines())).isTrue();
          return notebook
              .at("/status/conditions")
              .findValuesAsText("message")
              .contains("the queue is " + queue);
        });
  }

  /** A status that says what it said before must wake nobody (L2). */
  private static void assertQuiet(Program controller) {
    await("quiet")
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(30))
        .until(() -> reconciled(controller), List.of(reconciled(controller))::contains);
  }

  private static long reconciled(Program controller) {
    return controller.lines().stream().filter(line -> line.startsWith("RECONCILED")).count();
  }
}
