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
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Saving goes wrong in all the ways it can, and no work is lost. */
@OnCluster
final class WorkspaceFaultTest {

  private static final String NAMESPACE = "savefaults";
  private static final String NAME = "nb";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CHANGE_DIRECTORY =
      "import os; os.chdir(os.environ['HEDDLE_WORKSPACE']); ";

  private static OperatorProcess operator;
  private static Api api;
  private static LabUserFiles hdfs;

  private String workspace;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    hdfs = cluster.files("alice");
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @AfterEach
  void end() {
    api.deleteNotebook(NAMESPACE, NAME);
    api.awaitGone(NAMESPACE, NAME);
  }

  @Test
  void aNameNodeThatIsAwayDuringSavesIsToldAndCatchesUpWith(Cluster cluster) {
    Jupyter jupyter = notebookIn("/user/alice/away");
    jupyter.saveText("before.txt", "before");
    awaitContent("before.txt", "before");

    cluster.lab().kill("nn");
    jupyter.saveText("during.txt", "during");
    jupyter.saveText("before.txt", "changed");

    JsonNode told = awaitCondition("False", "HdfsUnavailable");
    assertThat(told.at("/status/workspace/pendingFiles").asInt()).isEqualTo(2);
    assertThat(told.at("/status/phase").asText()).isEqualTo("Ready");
    assertThat(jupyter.text("during.txt")).contains("during");

    cluster.lab().start("nn");
    cluster.lab().awaitReady();

    awaitContent("during.txt", "during");
    awaitContent("before.txt", "changed");
    awaitCondition("True", "Saved");
  }

  @Test
  void aFullQuotaIsToldAndSavingGoesOnWhenItIsRaised(Cluster cluster) {
    Jupyter jupyter = notebookIn("/user/alice/full");
    jupyter.saveText("first.txt", "first");
    awaitContent("first.txt", "first");
    LabUserFiles superuser = cluster.files("root");
    superuser.setNameQuota(workspace, 8);

    for (int number = 0; number < 8; number++) {
      jupyter.saveText("more " + number + ".txt", "more");
    }

    JsonNode told = awaitCondition("False", "QuotaExceeded");
    assertThat(told.at("/status/workspace/error").asText())
        .contains("the quota of " + workspace + " is used up");
    superuser.setNameQuota(workspace, 0);
    for (int number = 0; number < 8; number++) {
      awaitContent("more " + number + ".txt", "more");
    }
    awaitCondition("True", "Saved");
    assertThat(hdfs.read(workspace + "/first.txt")).isEqualTo("first");
  }

  @Test
  void aDirectoryThatMayNotBeUsedIsToldAndTheStartWaitsForIt(Cluster cluster) {
    LabUserFiles superuser = cluster.files("root");
    workspace = "/user/alice/locked";
    superuser.write(workspace + "/a.txt", "here");
    superuser.setOwner(workspace, "bob", "bob");
    superuser.setPermission(workspace, "0700");
    api.createNotebook(NAMESPACE, notebook(NAME, workspace));

    JsonNode told = awaitCondition("False", "PermissionDenied");
    assertThat(told.at("/status/phase").asText()).isEqualTo("Starting");

    superuser.setOwner(workspace, "alice", "alice");
    superuser.setOwner(workspace + "/a.txt", "alice", "alice");
    JsonNode ready = api.awaitReady(NAMESPACE, NAME);
    assertThat(Jupyter.of(api, ready).text("a.txt")).contains("here");
  }

  @Test
  void aWriterThatTruncatesAndWritesIsNeverReadHalfWay() {
    Jupyter jupyter = notebookIn("/user/alice/torn");
    try (Kernel kernel = jupyter.startKernel()) {
      Jupyter.evaluate(
          kernel,
          CHANGE_DIRECTORY
              + """
                import threading, time
                def write():
                    for version in range(30):
                        with open('big.txt', 'w') as f:
                            for piece in range(64):
                                f.write(chr(65 + version % 26) * 32768)
                                f.flush()
                                time.sleep(0.001)
                        time.sleep(1.0 if version % 6 == 0 else 0.02)
                threading.Thread(target=write).start(); 0\
                """);
      String[] seen = {""};
      int[] versions = {0};
      await("the last version")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(30))
          .until(
              () -> {
                String content = contentOf("big.txt");
                if (!content.isEmpty() && !content.equals(seen[0])) {
                  assertThat(content).hasSize(64 * 32768);
                  assertThat(content.chars().distinct().count()).as("one version").isEqualTo(1);
                  seen[0] = content;
                  versions[0]++;
                }
                return content.startsWith(String.valueOf((char) (65 + 29 % 26)));
              });
      assertThat(versions[0]).isGreaterThan(1);
    }
  }

  @Test
  void anAgentThatIsKilledInTheMiddleOfSavesLosesNothing(Cluster cluster) {
    Jupyter jupyter = notebookIn("/user/alice/killed");
    String id = Api.applicationId(api.notebook(NAMESPACE, NAME));
    try (Kernel kernel = jupyter.startKernel()) {
      Jupyter.evaluate(
          kernel,
          CHANGE_DIRECTORY
              + "os.makedirs('many', exist_ok=True);"
              + " [open(f'many/{i}.txt','w').write(str(i)) for i in range(600)]; 0");
    }
    for (int kills = 0; kills < 3; kills++) {
      int saved = count("many");
      ContainerProcess agent = cluster.containers().agent(id);
      agent.kill();
      await("another agent saves on")
          .atMost(PATIENCE)
          .until(() -> !agent.isAlive() && (count("many") > saved || count("many") == 600));
    }

    await("all are saved").atMost(PATIENCE).until(() -> count("many") == 600);
    for (int number = 0; number < 600; number += 57) {
      assertThat(hdfs.read(workspace + "/many/" + number + ".txt")).isEqualTo("" + number);
    }
    awaitCondition("True", "Saved");
  }

  @Test
  void ofTwoThatUseOneWorkspaceTheOlderStopsSavingAndSaysSo() {
    Jupyter older = notebookIn("/user/alice/shared");
    older.saveText("a.txt", "older");
    awaitContent("a.txt", "older");
    try {
      api.createNotebook(NAMESPACE, notebook("newer", workspace));
      Jupyter newer = Jupyter.of(api, api.awaitReady(NAMESPACE, "newer"));
      assertThat(newer.text("a.txt")).contains("older");
      newer.saveText("a.txt", "newer");
      awaitContent("a.txt", "newer");

      older.saveText("a.txt", "older again");

      JsonNode told = awaitCondition("False", "TakenOver");
      assertThat(told.at("/status/workspace/error").asText())
          .contains("was taken over by " + NAMESPACE + ".newer");
      assertThat(hdfs.read(workspace + "/a.txt")).isEqualTo("newer");
    } finally {
      api.deleteNotebook(NAMESPACE, "newer");
      api.awaitGone(NAMESPACE, "newer");
    }
  }

  private Jupyter notebookIn(String directory) {
    workspace = directory;
    api.createNotebook(NAMESPACE, notebook(NAME, workspace));
    return Jupyter.of(api, api.awaitReady(NAMESPACE, NAME));
  }

  private static JsonNode awaitCondition(String status, String reason) {
    return api.awaitNotebook(
        NAMESPACE,
        NAME,
        PATIENCE,
        notebook -> {
          JsonNode saved = Api.condition(notebook, "WorkspaceSaved");
          return saved.path("status").asText().equals(status)
              && saved.path("reason").asText().equals(reason);
        });
  }

  private void awaitContent(String file, String content) {
    await(file + " in HDFS").atMost(PATIENCE).until(() -> contentOf(file).equals(content));
  }

  /** Empty when it is not there, which it may become between two questions. */
  private String contentOf(String file) {
    try {
      return hdfs.exists(workspace + "/" + file) ? hdfs.read(workspace + "/" + file) : "";
    } catch (UncheckedIOException replacedMeanwhile) {
      return "";
    }
  }

  private int count(String directory) {
    return hdfs.exists(workspace + "/" + directory)
        ? hdfs.list(workspace + "/" + directory).size()
        : 0;
  }

  private static String notebook(String name, String workspace) {
    return Manifests.json(
        name,
        """
        "environment": {"python": "/usr/bin/python3"},
        "resources": {"memory": "512 MiB", "vcores": 1},
        "queue": "notebooks", "workspace": {"path": "%s"}\
        """
            .formatted(workspace));
  }
}
