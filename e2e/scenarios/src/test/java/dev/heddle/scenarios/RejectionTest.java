package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.local.OperatorSettings;
import dev.heddle.scenarios.harness.Api;
import dev.heddle.scenarios.harness.Cluster;
import dev.heddle.scenarios.harness.Jupyter;
import dev.heddle.scenarios.harness.Manifests;
import dev.heddle.scenarios.harness.OnCluster;
import dev.heddle.scenarios.harness.OperatorProcess;
import dev.heddle.scenarios.harness.PackedEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't run says why in words, does not run hot, and heals when it is mended. */
@OnCluster
final class RejectionTest {

  private static final String NAMESPACE = "rejections";
  private static final String NAME = "nb";
  private static final String PYTHON = "\"environment\": {\"python\": \"/usr/bin/python3\"}";
  private static final String SMALL = "\"resources\": {\"memory\": \"512 MiB\", \"vcores\": 1}";
  private static final String QUEUE = "\"queue\": \"notebooks\"";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static OperatorProcess operator;
  private static Api api;

  @BeforeAll
  static void start(Cluster cluster) {
    operator =
        cluster
            .operator(NAMESPACE, OperatorSettings.none().with("engine.maxRetryDelay", "5s"))
            .start();
    api = operator.api();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @AfterEach
  void nothingIsLeft() {
    api.deleteNotebook(NAMESPACE, NAME);
    api.awaitGone(NAMESPACE, NAME);
  }

  @Test
  void aMissingQueueIsNamed() {
    create(PYTHON, SMALL, "\"queue\": \"nowhere\"");

    assertThat(awaitStalled("QueueNotFound")).contains("nowhere");

    assertQuiet();
    mend("{\"queue\": \"notebooks\"}");
  }

  @Test
  void moreMemoryThanAnyNodeHasIsRefusedWithTheLimit() {
    create(PYTHON, "\"resources\": {\"memory\": \"100 GiB\", \"vcores\": 1}", QUEUE);

    assertThat(awaitStalled("ResourceTooLarge")).contains("8192");

    assertQuiet();
    mend("{\"resources\": {\"memory\": \"512 MiB\"}}");
  }

  @Test
  void aMissingEnvironmentIsNamedAndTriedAgainByItself(Cluster cluster, @TempDir Path temporary)
      throws IOException, InterruptedException {
    String archive = "hdfs:///user/alice/ds.tar.gz";
    create("\"environment\": {\"archive\": \"" + archive + "\"}", SMALL, QUEUE);

    assertThat(awaitStalled("FileNotFound")).contains("/user/alice/ds.tar.gz");

    assertQuiet();
    cluster
        .files("alice")
        .upload(PackedEnvironment.of("/usr/bin/python3", temporary), "/user/alice/ds.tar.gz");
    assertServes();
  }

  @Test
  void aQueueThatTheUserMayNotUseIsRefused() {
    create(PYTHON, SMALL, "\"queue\": \"closed\"");

    assertThat(awaitStalled("UserNotAllowed")).contains("alice").contains("closed");

    assertQuiet();
    mend("{\"queue\": \"notebooks\"}");
  }

  @Test
  void aPythonThatIsNotThereIsNamed() {
    create("\"environment\": {\"python\": \"/opt/none/python3\"}", SMALL, QUEUE);

    JsonNode notebook =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            nb -> Api.condition(nb, "Ready").path("message").asText().contains("/opt/none"));

    assertThat(Api.condition(notebook, "Ready").path("status").asText()).isEqualTo("False");
    mend("{\"environment\": {\"python\": \"/usr/bin/python3\"}}");
  }

  @Test
  void aFileThatAsksForAnotherUserIsRefusedUntilItIsMended(Cluster cluster) {
    String file = Cluster.specs(NAMESPACE) + "/" + NAMESPACE + "/nb.yaml";
    cluster.files("bob").put(file, Manifests.notebook(NAME, "  user: alice\n"));

    await("the source says so")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(api.source("specs").path("status").toString())
                    .contains("nb.yaml")
                    .contains("alice")
                    .contains("bob"));
    assertThat(api.notebook(NAMESPACE, NAME).isMissingNode()).isTrue();
    assertThat(cluster.yarn().live(NAMESPACE, NAME)).isEmpty();

    cluster.files("bob").put(file, Manifests.notebook(NAME));

    JsonNode notebook = api.awaitReady(NAMESPACE, NAME);
    assertThat(notebook.path("status").path("user").asText()).isEqualTo("bob");
    cluster.files("bob").delete(file);
  }

  private static void create(String environment, String resources, String queue) {
    api.createNotebook(
        NAMESPACE, Manifests.json(NAME, String.join(", ", environment, resources, queue)));
  }

  /** The words of the condition. */
  private static String awaitStalled(String reason) {
    JsonNode notebook =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            nb -> Api.condition(nb, "Stalled").path("reason").asText().equals(reason));
    assertThat(Api.condition(notebook, "Ready").path("status").asText()).isEqualTo("False");
    return Api.condition(notebook, "Stalled").path("message").asText();
  }

  /** Tried again it may be, but nothing is written for it (L2). */
  private static void assertQuiet() {
    JsonNode notebook = api.notebook(NAMESPACE, NAME);
    JsonNode application = api.application(NAMESPACE, NAME);
    await("nothing is written")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                api.notebook(NAMESPACE, NAME).equals(notebook)
                    && api.application(NAMESPACE, NAME).equals(application));
  }

  private static void mend(String spec) {
    api.patchNotebook(NAMESPACE, NAME, "{\"spec\": " + spec + "}");
    assertServes();
  }

  private static void assertServes() {
    JsonNode notebook =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            nb -> nb.path("status").path("phase").asText().equals("Ready"));
    assertThat(Api.condition(notebook, "Stalled").isMissingNode()).isTrue();
    assertThat(Jupyter.of(api, notebook).status("api/status")).isEqualTo(200);
  }
}
