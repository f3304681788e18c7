package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.APPLICATION;
import static dev.heddle.crd.schema.Trees.NOTEBOOK;
import static dev.heddle.crd.schema.Trees.SOURCE;
import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.Server;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.source.SourceSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DefaultsTest {

  @Test
  void anEmptyNotebookSpecMeansThis() {
    NotebookSpec spec = read(Kinds.NOTEBOOK, NOTEBOOK, "spec: {}").spec();

    assertThat(spec.resources().memory()).isEqualTo(DataSize.ofMebibytes(1024));
    assertThat(spec.resources().vcores()).isEqualTo(1);
    assertThat(spec.queue()).isEqualTo("default");
    assertThat(spec.server()).isEqualTo(Server.NOTEBOOK);
    assertThat(spec.restartPolicy()).isEqualTo(RestartPolicy.ON_FAILURE);
    assertThat(spec.stopGrace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.user()).isEmpty();
  }

  @Test
  void anApplicationThatSaysLittleMeansWhatSkeinMeans() {
    Application application =
        read(
            Kinds.APPLICATION,
            APPLICATION,
            """
            spec:
              master: {files: {data: hdfs:///data}}
              services:
                s: {resources: {memory: 1024, vcores: 1}, script: ls}
            """);

    assertThat(application.spec().maxAttempts()).isEqualTo(1);
    assertThat(application.spec().restartPolicy()).isEqualTo(RestartPolicy.NEVER);
    assertThat(application.spec().stopGrace()).isEqualTo(Duration.ofSeconds(10));
    Service service = application.spec().services().get("s");
    assertThat(service.resources().memory()).isEqualTo(DataSize.ofMebibytes(1024));
    assertThat(service.instances()).isEqualTo(1);
    assertThat(service.maxRestarts()).isZero();
    assertThat(application.spec().master().orElseThrow().resources().orElseThrow().memory())
        .isEqualTo(DataSize.ofMebibytes(512));
    assertThat(application.spec().master().orElseThrow().files().get("data").source())
        .isEqualTo("hdfs:///data");
  }

  @Test
  void aSourcePrunesWithCare() {
    SourceSpec spec = read(Kinds.SOURCE, SOURCE, "spec: {directory: /specs}").spec();

    assertThat(spec.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.prune()).isTrue();
    assertThat(spec.guard()).isEqualTo(new SourceSpec.Guard(10, 20));
    assertThat(spec.suspend()).isFalse();
  }

  @Test
  void whatIsSaidStays() {
    ObjectNode written =
        yaml(NOTEBOOK, "spec: {resources: {memory: 3 GiB}, suspend: true, stopGrace: 1m}");

    ObjectNode completed = Defaults.apply(Kinds.NOTEBOOK, written);

    assertThat(completed.at("/spec/resources/memory").asText()).isEqualTo("3 GiB");
    assertThat(completed.at("/spec/resources/vcores").asInt()).isEqualTo(1);
    assertThat(completed.at("/spec/suspend").asBoolean()).isTrue();
    assertThat(completed.at("/spec/stopGrace").asText()).isEqualTo("1m");
    assertThat(written.at("/spec/queue").isMissingNode()).isTrue();
  }

  @Test
  void nullBecomesTheDefault() {
    ObjectNode completed =
        Defaults.apply(Kinds.NOTEBOOK, yaml(NOTEBOOK, "spec: {queue: null, user: null}"));

    assertThat(completed.at("/spec/queue").asText()).isEqualTo("default");
    assertThat(completed.at("/spec/user").isMissingNode()).isTrue();
  }

  @Test
  void applyingDefaultsTwiceIsApplyingThemOnce() {
    ObjectNode once = Defaults.apply(Kinds.NOTEBOOK, yaml(NOTEBOOK, "spec: {}"));

    assertThat(Defaults.apply(Kinds.NOTEBOOK, once)).isEqualTo(once);
  }

  @Test
  void anEmptyTypeOfASecretIsNone() {
    Admission admission =
        Admission.of(
            Kinds.SECRET,
            yaml(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                type: ""
                """));

    assertThat(admission.object().get("type").asText()).isEqualTo("Opaque");
  }

  @Test
  void aSecretGivenAsTextIsStoredInBase64() {
    Admission admission =
        Admission.of(
            Kinds.SECRET,
            yaml(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                stringData: {password: hunter2}
                """));

    assertThat(admission.problems()).isEmpty();
    assertThat(admission.object().at("/data/password").asText()).isEqualTo("aHVudGVyMg==");
    assertThat(admission.object().has("stringData")).isFalse();
    assertThat(admission.object().get("type").asText()).isEqualTo("Opaque");
  }

  @Test
  void whatIsWrittenOutSaysNoMoreThanWhatIsLeftOut() {
    ObjectNode written =
        yaml(
            APPLICATION,
            """
            spec:
              name: ""
              tags: []
              services:
                s: {resources: {memory: 1024, vcores: 1}, script: ls, env: {EMPTY: ""}}
            """);
    ObjectNode little = Defaults.omit(Kinds.APPLICATION, written);

    assertThat(Defaults.omit(Kinds.APPLICATION, Defaults.apply(Kinds.APPLICATION, written)))
        .isEqualTo(little);
    assertThat(little.path("spec").fieldNames()).toIterable().containsExactly("services");
    assertThat(little.at("/spec/services/s/env").has("EMPTY")).isTrue();
  }

  @Test
  void aDefaultInOtherUnitsIsStillTheDefault() {
    ObjectNode object = yaml(NOTEBOOK, "spec: {stopGrace: 10000ms, resources: {memory: 1 GiB}}");
    assertThat(Defaults.omit(Kinds.NOTEBOOK, object).path("spec")).isEmpty();

    ObjectNode other = yaml(NOTEBOOK, "spec: {stopGrace: 11s, resources: {memory: 2 GiB}}");
    assertThat(Defaults.omit(Kinds.NOTEBOOK, other)).isEqualTo(other);
  }

  private static <R extends Resource> R read(ResourceType<R> type, String... text) {
    Admission admission = Admission.of(type, yaml(text));
    assertThat(admission.problems()).isEmpty();
    return Json.fromTree(type, admission.object());
  }
}
