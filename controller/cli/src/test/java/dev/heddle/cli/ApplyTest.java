package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.Operator.Result;
import dev.heddle.crd.json.Kinds;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {

  private static final String CHURN =
      """
      apiVersion: heddle.dev/v1
      kind: Notebook
      metadata:
        name: churn
        namespace: team-a
      spec:
        queue: research
        resources: {memory: 2 GiB, vcores: 1}
      """;

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory.resolve("operator"));
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void whatIsNewIsCreatedAndWhatIsOldIsChanged() {
    Path file = Operator.write(directory, "churn.yaml", CHURN);
    assertThat(apply(file)).isEqualTo("notebook/churn created\n");
    assertThat(apply(file)).isEqualTo("notebook/churn unchanged\n");
    Operator.write(directory, "churn.yaml", CHURN.replace("research", "batch"));
    assertThat(apply(file)).isEqualTo("notebook/churn configured\n");
    assertThat(notebook().at("/spec/queue").asText()).isEqualTo("batch");
  }

  @Test
  void whatOthersAddedStaysAndWhatTheFileNoLongerSaysGoes() {
    Path file =
        Operator.write(
            directory, "churn.yaml", CHURN + "  arguments: [--debug]\n  suspend: true\n");
    apply(file);
    operator.run("restart", "churn");
    assertThat(notebook().at("/metadata/annotations").has("heddle.dev/restarted-at")).isTrue();
    Operator.write(directory, "churn.yaml", CHURN);

    apply(file);

    assertThat(notebook().at("/metadata/annotations").has("heddle.dev/restarted-at")).isTrue();
    assertThat(notebook().at("/metadata/annotations/heddle.dev~1owner").asText()).isEqualTo("ada");
    assertThat(notebook().at("/spec/arguments").isEmpty()).isTrue();
    assertThat(notebook().at("/spec/suspend").asBoolean(false)).isFalse();
  }

  @Test
  void withAMistakeAnywhereNothingIsDone() {
    Operator.write(directory, "specs/a.yaml", CHURN);
    Operator.write(
        directory, "specs/b.yaml", CHURN.replace("queue:", "quue:").replace("churn", "b"));

    Result result = operator.run("apply", "-f", directory.resolve("specs").toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("b.yaml:7:").contains("spec.quue").contains("queue");
    assertThat(result.err()).contains("Error: there is a mistake, so nothing was done");
    assertThat(operator.store.list(Kinds.NOTEBOOK, "").items()).isEmpty();
  }

  @Test
  void aDirectoryStandsForTheManifestsBelowIt() {
    Operator.write(directory, "specs/x/a.yaml", CHURN);
    Operator.write(directory, "specs/b.yml", CHURN.replace("churn", "b"));
    Operator.write(directory, "specs/.hidden.yaml", "nonsense: [");
    Operator.write(directory, "specs/_draft/c.yaml", "nonsense: [");
    Operator.write(directory, "specs/notes.txt", "nonsense");

    assertThat(operator.run("apply", "-f", directory.resolve("specs").toString()).out())
        .isEqualTo("notebook/b created\nnotebook/churn created\n");
  }

  @Test
  void theNamespaceComesFromTheFileElseFromTheCaller() {
    Path file = Operator.write(directory, "churn.yaml", CHURN.replace("  namespace: team-a\n", ""));
    operator.run("apply", "-f", file.toString(), "-n", "team-b");
    operator.run("apply", "-f", file.toString());
    assertThat(operator.store.get(Kinds.NOTEBOOK, "team-b", "churn")).isPresent();
    assertThat(operator.store.get(Kinds.NOTEBOOK, "default", "churn")).isPresent();

    Path placed = Operator.write(directory, "placed.yaml", CHURN);
    Result result = operator.run("apply", "-f", placed.toString(), "-n", "team-b");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("is declared in the namespace team-a");
  }

  @Test
  void aDryRunWritesNothing() {
    Path file = Operator.write(directory, "churn.yaml", CHURN);

    Result result = operator.run("apply", "--dry-run", "-f", file.toString());

    assertThat(result.out()).isEqualTo("notebook/churn created (dry run)\n");
    assertThat(operator.store.list(Kinds.NOTEBOOK, "").items()).isEmpty();
  }

  @Test
  void aSkeinSpecificationBecomesAnApplication() {
    Path file =
        Operator.write(
            directory,
            "demo.yaml",
            """
            name: jupyter-demo
            services:
              jupyter:
                resources: {memory: 1024, vcores: 1}
                commands:
                  - echo hello
            """);

    assertThat(apply(file)).isEqualTo("application/jupyter-demo created\n");
    assertThat(operator.store.get(Kinds.APPLICATION, "default", "jupyter-demo")).isPresent();
  }

  @Test
  void aLocalFileNeedsTheClusterThatItIsUploadedTo() {
    Operator.write(directory, "environment.tar.gz", "content");
    Path file =
        Operator.write(
            directory, "churn.yaml", CHURN + "  environment: {archive: environment.tar.gz}\n");

    Result result = operator.run("apply", "-f", file.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("HADOOP_CONF_DIR is not set").contains("Hint: ");
  }

  @Test
  void aLocalFileThatIsMissingIsNamed() {
    Path file =
        Operator.write(
            directory, "churn.yaml", CHURN + "  environment: {archive: environment.tar.gz}\n");

    Result result = operator.run("apply", "-f", file.toString());

    assertThat(result.err())
        .contains("spec.environment.archive: there is no file " + directory)
        .contains("environment.tar.gz");
  }

  @Test
  void aLocalFileIsUploadedOncePerContentAndNamedByItsPlace() {
    Path conf = directory.resolve("conf");
    Operator.write(
        conf,
        "core-site.xml",
        "<configuration><property><name>fs.defaultFS</name><value>file:///</value></property>"
            + "<property><name>fs.file.impl</name><value>"
            + HomeFileSystem.class.getName()
            + "</value></property><property><name>"
            + HomeFileSystem.HOME
            + "</name><value>"
            + directory.resolve("hdfs-home")
            + "</value></property></configuration>");
    operator.with("HADOOP_CONF_DIR", conf.toString());
    Operator.write(directory, "environment.tar.gz", "content");
    Path file =
        Operator.write(
            directory, "churn.yaml", CHURN + "  environment: {archive: environment.tar.gz}\n");

    assertThat(apply(file)).isEqualTo("notebook/churn created\n");
    assertThat(apply(file)).isEqualTo("notebook/churn unchanged\n");

    assertThat(notebook().at("/spec/environment/archive").asText())
        .startsWith("file:" + directory.resolve("hdfs-home") + "/.heddle/files/ed7002b439e9ac84")
        .endsWith("/environment.tar.gz");
  }

  @Test
  void validateReportsEveryMistakeWithoutAnOperator() {
    Path good = Operator.write(directory, "good.yaml", CHURN);
    Path bad =
        Operator.write(
            directory, "bad.yaml", CHURN.replace("queue:", "quue:").replace("2 GiB", "much"));
    operator.with("HEDDLE_SERVER", "http://127.0.0.1:1");

    Result clean = operator.run("validate", good.toString());
    assertThat(clean.code()).isZero();
    assertThat(clean.out()).isEqualTo(good + ": Notebook team-a/churn is valid\n");

    Result result = operator.run("validate", good.toString(), bad.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(2).allMatch(line -> line.startsWith(bad + ":"));
  }

  private String apply(Path file) {
    Result result = operator.run("apply", "-f", file.toString());
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private JsonNode notebook() {
    return operator.store.get(Kinds.NOTEBOOK, "team-a", "churn").orElseThrow();
  }
}
