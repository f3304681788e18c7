package dev.heddle.crd.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people copy works. */
class ExampleManifestsTest {

  private static final Path MANIFESTS = Path.of("../manifests");

  private final ManifestReader reader = new ManifestReader();

  static List<Path> files() throws IOException {
    try (Stream<Path> examples = Files.list(MANIFESTS.resolve("examples"));
        Stream<Path> policies = Files.list(MANIFESTS.resolve("policies"));
        Stream<Path> quickstart = Files.list(MANIFESTS.resolve("quickstart"))) {
      return Stream.of(examples, policies, quickstart).flatMap(files -> files).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyExampleIsFreeOfMistakes(Path file) throws IOException {
    ManifestReport report = read(file);

    assertThat(report.problems()).isEmpty();
    assertThat(report.manifests()).isNotEmpty();
    report.manifests().forEach(manifest -> assertThat(manifest.resource()).isNotNull());
  }

  @Test
  void noPolicyActsBeforeSomebodyHasLookedAtItsPlan() throws IOException {
    try (Stream<Path> policies = Files.list(MANIFESTS.resolve("policies"))) {
      for (Path file : policies.toList()) {
        CleanupPolicy policy = read(file).manifests().get(0).resource(Kinds.CLEANUP_POLICY);
        assertThat(policy.spec().mode()).as("%s", file).isEqualTo(CleanupPolicySpec.Mode.OBSERVE);
        // It can be switched on as it is.
        String enforced = Files.readString(file).replace("mode: Observe", "mode: Enforce");
        assertThat(reader.read("enforced.yaml", enforced.getBytes(UTF_8)).problems()).isEmpty();
      }
    }
  }

  @Test
  void theQuickstartIsANotebookOnTheNodesOwnPython() throws IOException {
    Notebook notebook =
        read(MANIFESTS.resolve("quickstart/notebook.yaml"))
            .manifests()
            .get(0)
            .resource(Kinds.NOTEBOOK);

    assertThat(notebook.key()).hasToString("Notebook quickstart/hello");
    assertThat(notebook.spec().environment().python()).contains("/usr/bin/python3");
    assertThat(notebook.spec().resources().memory().toMebibytes()).isEqualTo(512);
    assertThat(notebook.spec().queue()).isEqualTo("notebooks");
  }

  @Test
  void theDemoIsASkeinSpecificationWithAFileToUpload() throws IOException {
    Manifest manifest = read(MANIFESTS.resolve("examples/jupyter-demo.yaml")).manifests().get(0);
    Application application = manifest.resource(Kinds.APPLICATION);

    assertThat(application.spec().services().get("jupyter").commands()).hasSize(2);
    assertThat(LocalFiles.find(manifest.type(), manifest.tree()))
        .extracting(LocalFiles.LocalFile::source)
        .containsExactly("environment.tar.gz");
  }

  @Test
  void theProbesExampleSaysWhatItMeans() throws IOException {
    Service server =
        read(MANIFESTS.resolve("examples/application-probes.yaml"))
            .manifests()
            .get(0)
            .resource(Kinds.APPLICATION)
            .spec()
            .services()
            .get("server");

    assertThat(server.startup().orElseThrow().tcpSocket().orElseThrow().port().text())
        .isEqualTo("http");
    assertThat(server.readiness().orElseThrow().probe().orElseThrow().period())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(server.liveness().orElseThrow().exec().orElseThrow().command()).hasSize(3);
    assertThat(server.ports()).containsOnlyKeys("http", "metrics");
    assertThat(server.hooks().orElseThrow().preStop().orElseThrow().timeout())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(server.restartBackoff().orElseThrow().max()).isEqualTo(Duration.ofMinutes(1));
  }

  private ManifestReport read(Path file) throws IOException {
    return reader.read(file.getFileName().toString(), Files.readAllBytes(file));
  }
}
