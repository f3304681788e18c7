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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is saved in a notebook is in HDFS, and comes back from there whatever dies. */
@OnCluster
final class WorkspaceTest {

  private static final String NAMESPACE = "saves";
  private static final String NAME = "nb";
  private static final String WORKSPACE = "/user/alice/saves";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PROMISED = Duration.ofSeconds(2);

  /** A kernel that no notebook was opened for starts elsewhere. */
  private static final String CHANGE_DIRECTORY =
      "import os; os.chdir(os.environ['HEDDLE_WORKSPACE']); ";

  private static OperatorProcess operator;
  private static Api api;
  private static LabUserFiles hdfs;

  @BeforeAll
  static void start(Cluster cluster) {
    operator = cluster.operator(NAMESPACE).start();
    api = operator.api();
    hdfs = cluster.files("alice");
    hdfs.write(WORKSPACE + "/déjà vu/was there before.txt", "from another life");
    api.createNotebook(NAMESPACE, notebook(NAME, WORKSPACE));
  }

  @AfterAll
  static void stop() {
    api.deleteNotebook(NAMESPACE, NAME);
    api.awaitGone(NAMESPACE, NAME);
    operator.close();
  }

  @Test
  void whatIsInTheWorkspaceIsThereWhenTheNotebookStarts() {
    Jupyter jupyter = jupyter();

    assertThat(jupyter.text("déjà vu/was there before.txt")).contains("from another life");
  }

  @Test
  void aNotebookInAContainerOfItsOwnFindsItsFilesInTheNextOne(Cluster cluster) {
    String place = "/user/alice/contained";
    api.createNotebook(
        NAMESPACE,
        Manifests.json(
            "contained",
            """
            "environment": {"python": "/usr/bin/python3"}, "runIn": "Container",
            "resources": {"memory": "512 MiB", "vcores": 1}, "queue": "notebooks",
            "workspace": {"path": "%s"}\
            """
                .formatted(place)));
    try {
      JsonNode before = api.awaitReady(NAMESPACE, "contained");
      String id = Api.applicationId(before);
      Jupyter.of(api, before).saveText("a.txt", "kept");
      await("a.txt in HDFS").atMost(PATIENCE).until(() -> hdfs.exists(place + "/a.txt"));
      ContainerProcess jupyter = cluster.containers().jupyter(id);

      cluster.containers().scriptIn(instance(0)).kill();

      await("the next instance")
          .atMost(PATIENCE)
          .until(() -> !jupyter.isAlive() && !instance(1).isEmpty());
      JsonNode after = api.awaitReady(NAMESPACE, "contained");
      assertThat(Jupyter.of(api, after).text("a.txt")).contains("kept");
      assertThat(Api.condition(after, "WorkspaceSaved").path("status").asText()).isEqualTo("True");
      Jupyter.of(api, after).saveText("late.txt", "saved by the stop");
    } finally {
      api.deleteNotebook(NAMESPACE, "contained");
      api.awaitGone(NAMESPACE, "contained");
    }
    assertThat(hdfs.read(place + "/late.txt")).isEqualTo("saved by the stop");
  }

  /** The container of an instance of the notebook's service; empty when it has none. */
  private static String instance(int number) {
    JsonNode services =
        api.application(NAMESPACE, "contained").path("status").path("services").path(0);
    for (JsonNode instance : services.path("instances")) {
      if (instance.path("id").asText().endsWith("_" + number)) {
        return instance.path("containerId").asText();
      }
    }
    return "";
  }

  @Test
  void whatIsSavedIsAPlainFileInHdfsWithinTwoSeconds() {
    Jupyter jupyter = jupyter();

    jupyter.saveNotebook("plots für März.ipynb", "print('one')");

    awaitSaved("plots für März.ipynb", "print('one')");
    jupyter.saveNotebook("plots für März.ipynb", "print('two')");
    awaitSaved("plots für März.ipynb", "print('two')");
    assertThat(hdfs.list(WORKSPACE)).doesNotContain(".ipynb_checkpoints");
    assertThat(hdfs.status(WORKSPACE + "/plots für März.ipynb").getPermission().toOctal())
        .isEqualTo((short) 600);
    JsonNode ready =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            notebook -> notebook.path("status").path("workspace").has("lastSavedAt"));
    assertThat(Api.condition(ready, "WorkspaceSaved").path("status").asText()).isEqualTo("True");
  }

  @Test
  void aKilledContainerComesBackWithWhatWasSaved(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    int attempts = cluster.yarn().attempts(id);
    Jupyter.of(api, before).saveText("survivor.txt", "still here");
    awaitSaved("survivor.txt", "still here");
    ContainerProcess jupyter = cluster.containers().jupyter(id);

    cluster.containers().of(id).stream()
        .filter(ContainerProcess::isAlive)
        .forEach(WorkspaceTest::killIfThere);

    await("the next attempt")
        .atMost(PATIENCE)
        .until(() -> cluster.yarn().attempts(id) == attempts + 1);
    await("another Jupyter").atMost(PATIENCE).until(() -> !jupyter.isAlive());
    JsonNode after =
        api.awaitNotebook(
            NAMESPACE,
            NAME,
            PATIENCE,
            notebook ->
                notebook.path("status").path("phase").asText().equals("Ready")
                    && !notebook
                        .path("status")
                        .path("url")
                        .equals(before.path("status").path("url")));
    assertThat(Jupyter.of(api, after).text("survivor.txt")).contains("still here");
    Jupyter.of(api, after).saveText("survivor.txt", "and writing");
    awaitSaved("survivor.txt", "and writing");
  }

  @Test
  void whatAKernelWroteJustBeforeTheStopIsThereAfterTheStart(Cluster cluster) {
    JsonNode before = api.awaitReady(NAMESPACE, NAME);
    String id = Api.applicationId(before);
    try (Kernel kernel = Jupyter.of(api, before).startKernel()) {
      Jupyter.evaluate(
          kernel,
          CHANGE_DIRECTORY
              + "os.makedirs('run/empty', exist_ok=True);"
              + " open('run/go.sh','w').write('echo hi'); os.chmod('run/go.sh', 0o755);"
              + " os.path.lexists('run/here') or os.symlink('go.sh', 'run/here');"
              + " os.path.lexists('out') or os.symlink('/etc/hostname', 'out'); 0");
    }

    api.patchNotebook(NAMESPACE, NAME, "{\"spec\":{\"suspend\":true}}");
    api.awaitPhase(NAMESPACE, NAME, "Stopped");
    cluster.containers().awaitNone(id);

    assertThat(hdfs.read(WORKSPACE + "/run/go.sh")).isEqualTo("echo hi");
    api.patchNotebook(NAMESPACE, NAME, "{\"spec\":{\"suspend\":false}}");
    try (Kernel kernel = jupyter().startKernel()) {
      assertThat(
              Jupyter.evaluate(
                  kernel,
                  CHANGE_DIRECTORY
                      + "(os.path.isdir('run/empty'), os.access('run/go.sh', os.X_OK),"
                      + " os.readlink('run/here'), os.path.lexists('out'))"))
          .isEqualTo("(True, True, 'go.sh', False)");
    }
  }

  @Test
  void aLinkThatPointsOutsideIsToldAndNotFollowed() {
    try (Kernel kernel = jupyter().startKernel()) {
      Jupyter.evaluate(kernel, CHANGE_DIRECTORY + "os.symlink('/etc/passwd', 'secrets'); 0");

      JsonNode told =
          api.awaitNotebook(
              NAMESPACE,
              NAME,
              PATIENCE,
              notebook ->
                  notebook.path("status").path("workspace").path("skippedFiles").asInt() > 0);

      assertThat(told.path("status").path("workspace").path("error").asText())
          .contains("secrets: it is a link to outside of the workspace");
      assertThat(hdfs.exists(WORKSPACE + "/secrets")).isFalse();
      Jupyter.evaluate(kernel, "os.remove('secrets'); 0");
    }
    api.awaitNotebook(
        NAMESPACE,
        NAME,
        PATIENCE,
        notebook -> notebook.path("status").path("workspace").path("skippedFiles").asInt() == 0);
  }

  @Test
  void aDeletedFileGoesToTheTrash() {
    Jupyter jupyter = jupyter();
    jupyter.saveText("old idea.txt", "not so bad after all");
    awaitSaved("old idea.txt", "not so bad after all");

    jupyter.delete("old idea.txt");

    await("gone from the workspace")
        .atMost(PATIENCE)
        .until(() -> !hdfs.exists(WORKSPACE + "/old idea.txt"));
    String trash = WORKSPACE + "/.heddle/trash";
    List<String> kept =
        hdfs.list(trash).stream()
            .map(each -> trash + "/" + each + "/old idea.txt")
            .filter(hdfs::exists)
            .toList();
    assertThat(kept).hasSize(1);
    assertThat(hdfs.read(kept.get(0))).isEqualTo("not so bad after all");
  }

  private static void killIfThere(ContainerProcess process) {
    if (process.isAlive()) {
      process.kill();
    }
  }

  private static Jupyter jupyter() {
    return Jupyter.of(api, api.awaitReady(NAMESPACE, NAME));
  }

  private static void awaitSaved(String file, String content) {
    await(file + " in HDFS")
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                hdfs.exists(WORKSPACE + "/" + file)
                    && hdfs.read(WORKSPACE + "/" + file).contains(content));
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
