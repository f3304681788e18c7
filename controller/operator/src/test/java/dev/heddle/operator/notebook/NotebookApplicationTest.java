package dev.heddle.operator.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartBackoff;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.notebook.Environment;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.Server;
import dev.heddle.crd.quantity.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookApplicationTest {

  @Test
  void asksForTheInstalledPythonByItsWholePath() {
    String script = script(notebook(Environment.ofDefault(), Server.NOTEBOOK, List.of()));
    assertThat(script).contains("exec '/usr/bin/python3' -m notebook");
  }

  @Test
  void unpacksAnArchiveAndUsesItsPython() {
    Notebook notebook =
        notebook(
            new Environment(Optional.of("hdfs:///envs/ds.tar.gz"), Optional.empty()),
            Server.NOTEBOOK,
            List.of());
    assertThat(service(notebook).files())
        .containsEntry(
            "environment",
            new FileResource(
                "hdfs:///envs/ds.tar.gz",
                FileResource.Type.ARCHIVE,
                FileResource.Visibility.PRIVATE));
    assertThat(script(notebook)).contains("exec \"$PWD/environment/bin/python\" -m notebook");
  }

  @Test
  void isProbedAndStoppedUnderItsOwnPath() {
    Service service = service(notebook(Environment.ofDefault(), Server.SERVER, List.of()));
    assertThat(service.readiness().orElseThrow().path())
        .contains("/notebooks/team-a/churn/api/status");
    assertThat(service.readiness().orElseThrow().shutdownPath())
        .contains("/notebooks/team-a/churn/api/shutdown");
    assertThat(service.script().orElseThrow()).contains("-m jupyter_server", "ServerApp.root_dir=");
  }

  @Test
  void isStartedAgainAsItsSpecSays() {
    Notebook usual = notebook(Environment.ofDefault(), Server.NOTEBOOK, List.of());
    assertThat(service(usual).maxRestarts()).isEqualTo(5);
    NotebookSpec spec = usual.spec();
    RestartBackoff backoff = new RestartBackoff(Duration.ofSeconds(1), Duration.ofMinutes(2));

    Service service =
        service(
            new Notebook(
                usual.metadata(),
                new NotebookSpec(
                    spec.notebookClass(),
                    spec.environment(),
                    spec.resources(),
                    spec.queue(),
                    spec.user(),
                    spec.server(),
                    spec.arguments(),
                    spec.files(),
                    spec.env(),
                    spec.runIn(),
                    spec.nodeLabel(),
                    spec.priority(),
                    spec.maxLifetime(),
                    spec.runtime(),
                    spec.suspend(),
                    spec.restartPolicy(),
                    2,
                    Duration.ofHours(1),
                    Optional.of(backoff),
                    spec.stopGrace(),
                    spec.workspace(),
                    spec.culling(),
                    spec.schedule(),
                    spec.updateStrategy()),
                null));

    assertThat(service.maxRestarts()).isEqualTo(2);
    assertThat(service.restartWindow()).isEqualTo(Duration.ofHours(1));
    assertThat(service.restartBackoff()).contains(backoff);
  }

  @Test
  void isTheSameEachTime() {
    Notebook notebook = notebook(Environment.ofDefault(), Server.NOTEBOOK, List.of("--a"));
    assertThat(NotebookApplication.of(notebook, "0.0.0.0"))
        .isEqualTo(NotebookApplication.of(notebook, "0.0.0.0"));
  }

  /** What bash really hands to the server, whatever the user wrote. */
  @Test
  void argumentsArriveAsWrittenAndOursWin(@TempDir Path directory) throws Exception {
    Path python = directory.resolve("it's python");
    Files.writeString(python, "#!/bin/bash\nprintf '%s\\n' \"$@\" > arguments\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Notebook notebook =
        notebook(
            new Environment(Optional.empty(), Optional.of(python.toString())),
            Server.NOTEBOOK,
            List.of("--x=$HOME `id` 'q' \"d\"", "--NotebookApp.port=1"));
    List<String> arguments = run(directory, script(notebook));
    assertThat(arguments).contains("-m", "notebook", "--x=$HOME `id` 'q' \"d\"");
    assertThat(arguments.lastIndexOf("--NotebookApp.port=20123"))
        .isGreaterThan(arguments.indexOf("--NotebookApp.port=1"));
    assertThat(arguments)
        .contains(
            "--NotebookApp.ip=0.0.0.0",
            "--NotebookApp.base_url=/notebooks/team-a/churn/",
            "--NotebookApp.notebook_dir=" + directory.toRealPath() + "/work");
    assertThat(directory.resolve("work")).isDirectory();
  }

  private static List<String> run(Path directory, String script)
      throws IOException, InterruptedException {
    ProcessBuilder bash = new ProcessBuilder("/bin/bash", "-c", script);
    bash.directory(directory.toRealPath().toFile());
    bash.environment().put("HEDDLE_PORT", "20123");
    bash.redirectErrorStream(true);
    Process process = bash.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readAllLines(directory.resolve("arguments"));
  }

  private static Service service(Notebook notebook) {
    ApplicationSpec spec = NotebookApplication.of(notebook, "0.0.0.0");
    assertThat(spec.services()).containsOnlyKeys("notebook");
    return spec.services().get("notebook");
  }

  private static String script(Notebook notebook) {
    return service(notebook).script().orElseThrow();
  }

  private static Notebook notebook(Environment environment, Server server, List<String> arguments) {
    return new Notebook(
        ObjectMeta.named("team-a", "churn"),
        new NotebookSpec(
            Optional.empty(),
            environment,
            new Resources(DataSize.parse("1Gi"), 1),
            "default",
            Optional.empty(),
            server,
            arguments,
            Map.of(),
            Map.of(),
            RunIn.CONTAINER,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            RestartPolicy.ON_FAILURE,
            5,
            Duration.ofMinutes(10),
            Optional.empty(),
            Duration.ofSeconds(10),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        null);
  }
}
