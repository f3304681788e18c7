package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of classes that give what they do not allow. */
class NotebookClassRulesTest {

  private static final String HEAD =
      """
      apiVersion: heddle.dev/v1
      kind: NotebookClass
      metadata: {name: small, annotations: {heddle.dev/is-default-class: "true"}}
      spec:
      """;

  private static List<Problem> of(String fields) {
    return SchemaValidator.validate(Kinds.NOTEBOOK_CLASS, yaml(HEAD + fields.indent(2)));
  }

  @Test
  void whatFitsIsRight() {
    String fields =
        """
        defaults:
          resources: {memory: 2 GiB, vcores: 2}
          queue: research
          environment: {archive: "hdfs:///envs/ds.tar.gz"}
          culling: {idleAfter: 2h}
          maxLifetime: 12h
        limits: {memory: 2048, vcores: 2, gpus: 0, idleAfter: 2h, maxLifetime: 1d}
        allowed: {queues: [research], environments: ["hdfs:///envs/*"], users: [alice]}
        """;
    assertThat(of(fields)).isEmpty();

    NotebookClass read =
        Json.fromTree(
            Kinds.NOTEBOOK_CLASS,
            Defaults.apply(Kinds.NOTEBOOK_CLASS, yaml(HEAD + fields.indent(2))));
    assertThat(read.isDefault()).isTrue();
    assertThat(read.spec().limits().gpus()).contains(0);
    assertThat(read.spec().allowed().users()).containsExactly("alice");
  }

  @Test
  void aClassMaySayNothing() {
    assertThat(of("defaults: {}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "defaults: {resources: {memory: 3 GiB}}\\nlimits: {memory: 2 GiB}"
            + "|spec.defaults.resources.memory|found 3 GiB; allowed is at most 2 GiB, by"
            + " spec.limits.memory",
        "defaults: {resources: {vcores: 3}}\\nlimits: {vcores: 2}"
            + "|spec.defaults.resources.vcores|found 3; allowed is at most 2, by spec.limits.vcores",
        "defaults: {resources: {gpus: 1}}\\nlimits: {gpus: 0}"
            + "|spec.defaults.resources.gpus|found 1; allowed is at most 0, by spec.limits.gpus",
        "defaults: {culling: {idleAfter: 3h}}\\nlimits: {idleAfter: 90m}"
            + "|spec.defaults.culling.idleAfter|found 3h; allowed is at most 90m, by"
            + " spec.limits.idleAfter",
        "defaults: {maxLifetime: 3d}\\nlimits: {maxLifetime: 24h}"
            + "|spec.defaults.maxLifetime|found 3d; allowed is at most 24h, by"
            + " spec.limits.maxLifetime",
        "defaults: {queue: other}\\nallowed: {queues: [research]}"
            + "|spec.defaults.queue|found \"other\", which spec.allowed.queues does not allow; add"
            + " it there",
        "defaults: {environment: {python: /opt/py}}\\nallowed: {environments: ['/usr/*']}"
            + "|spec.defaults.environment.python|found \"/opt/py\", which"
            + " spec.allowed.environments does not allow; add it there",
        "defaults: {env: {JUPYTER_TOKEN: x}}"
            + "|spec.defaults.env.JUPYTER_TOKEN|Heddle makes the token of each notebook itself;"
            + " leave it out",
      })
  void whatDoesNotIsToldWithItsPlace(String fields, String path, String message) {
    List<Problem> problems = of(fields.replace("\\n", "\n"));

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).fieldPath()).isEqualTo(path);
    assertThat(problems.get(0).message()).isEqualTo(message);
  }

  @Test
  void aDefaultIsNeverAUser() {
    assertThat(of("defaults: {user: root}"))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains("user");
  }
}
