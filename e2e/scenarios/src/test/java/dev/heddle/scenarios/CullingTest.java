package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.Kernel;
import dev.heddle.lab.testing.LabUserFiles;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.ContainerProcess;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is at work is not stopped and what nobody uses is, wherever it runs (I5, I6). The windows
 * are short; the rule is the one of hours, and {@link IdleMatrixTest} holds it against every
 * situation.
 */
@OnCluster
final class CullingTest {

  private static final String NAMESPACE = "culls";
  private static final String NAME = "nb";
  private static final String APART = "apart";
  private static final String WORKSPACE = "/user/alice/culls";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration LONGER = LIMIT.plusSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static OperatorProcess operator;
  private static Api api;
  private static LabUserFiles hdfs;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    hdfs = cluster.files("alice");
    create(NAME, "\"workspace\": {\"path\": \"" + WORKSPACE + "\"}");
    create(APART, "\"runIn\": \"Container\"");
  }

  private static void create(String name, String more) {
    api.createNotebook(
        NAMESPACE,
        Manifests.json(
            name,
            """
            "environment": {"python": "/usr/bin/python3"},
            "resources": {"memory": "512 MiB", "vcores": 1},
            "queue": "notebooks", %s,
            "culling": {"idleAfter": "%ds", "warnBefore": "5s", "minimumRunTime": "1s"}\
            """
                .formatted(more, LIMIT.toSeconds())));
  }

  @AfterAll
  static void stop() {
    for (String name : List.of(NAME, APART)) {
      api.deleteNotebook(NAMESPACE, name);
    }
    for (String name : List.of(NAME, APART)) {
      api.awaitGone(NAMESPACE, name);
    }
    operator.close();
  }

  @Test
  void onlyWhatNobodyUsesIsStoppedAndItComesBackWithItsFiles(Cluster cluster) throws IOException {
    JsonNode ready = api.awaitReady(NAMESPACE, NAME);
    Jupyter jupyter = Jupyter.of(api, ready);
    try (Kernel kernel = jupyter.startKernel()) {
      assertThat(Jupyter.evaluate(kernel, "6*7")).isEqualTo("42");
      aSilentCellIsWork(kernel);
      whatCannotBeAskedIsLeftAlone(cluster, Api.applicationId(ready));
      jupyter.saveText("mine.txt", "worth keeping");

      // The connection to the kernel stays open, as that of a forgotten tab does.
      JsonNode culled = api.awaitPhase(NAMESPACE, NAME, "Stopped");
      assertThat(Api.condition(culled, "Ready").path("reason").asText()).isEqualTo("Culled");
      assertThat(culled.at("/status/culling").has("culledAt")).isTrue();
    }
    assertThat(api.eventReasons(NAMESPACE, NAME)).contains("StopsSoon");
    JsonNode apart = api.awaitPhase(NAMESPACE, APART, "Stopped");
    assertThat(Api.condition(apart, "Ready").path("reason").asText()).isEqualTo("Culled");
    assertThat(hdfs.read(WORKSPACE + "/mine.txt")).isEqualTo("worth keeping");
    api.patchNotebook(
        NAMESPACE, NAME, "{\"metadata\":{\"annotations\":{\"heddle.dev/restarted-at\":\"now\"}}}");
    JsonNode again = api.awaitReady(NAMESPACE, NAME);
    assertThat(Jupyter.of(api, again).text("mine.txt")).contains("worth keeping");
  }

  private static void aSilentCellIsWork(Kernel kernel) {
    CompletableFuture<String> cell =
        CompletableFuture.supplyAsync(
            () ->
                Jupyter.evaluate(
                    kernel, "import time; time.sleep(" + LONGER.toSeconds() + "); 'slept'"));
    awaitWork("a kernel is busy");
    assertThat(cell.join()).isEqualTo("'slept'");
    assertServes();
  }

  private static void whatCannotBeAskedIsLeftAlone(Cluster cluster, String id) throws IOException {
    ContainerProcess server = cluster.containers().jupyter(id);
    signal(server, "STOP");
    try {
      await("the reason why nothing is known")
          .atMost(PATIENCE)
          .until(
              () ->
                  api.notebook(NAMESPACE, NAME)
                      .path("status")
                      .path("conditions")
                      .toString()
                      .contains("ProbeFailing"));
      await("longer than the limit").during(LIMIT).atMost(PATIENCE).until(CullingTest::serves);
    } finally {
      signal(server, "CONT");
    }
  }

  private static void signal(ContainerProcess process, String signal) throws IOException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().onExit().join();
  }

  private static void awaitWork(String what) {
    await(what)
        .atMost(PATIENCE)
        .until(
            () ->
                api.notebook(NAMESPACE, NAME).at("/status/activity/message").asText().equals(what));
  }

  private static void assertServes() {
    assertThat(serves()).isTrue();
  }

  private static boolean serves() {
    return api.notebook(NAMESPACE, NAME).at("/status/phase").asText().equals("Ready");
  }
}
