package dev.heddle.operator.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookClass;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a notebook comes to with its class. */
class EffectiveSpecTest {

  @Test
  void whatIsLeftOpenComesFromTheClass() {
    NotebookSpec spec =
        of(
                "{class: small}",
                """
                {defaults: {resources: {memory: '3 GiB'}, queue: research, runIn: Container,
                 env: {A: class, B: class}, environment: {archive: 'hdfs:///e.tgz'},
                 updateStrategy: OnRestart, maxRestarts: 9, culling: {idleAfter: 2h}}}
                """)
            .spec();

    assertThat(spec.resources().memory()).isEqualTo(DataSize.parse("3 GiB"));
    assertThat(spec.resources().vcores()).isEqualTo(1);
    assertThat(spec.queue()).isEqualTo("research");
    assertThat(spec.runIn()).isEqualTo(RunIn.CONTAINER);
    assertThat(spec.updateStrategy()).contains(UpdateStrategy.ON_RESTART);
    assertThat(spec.maxRestarts()).isEqualTo(9);
    assertThat(spec.environment().archive()).contains("hdfs:///e.tgz");
    assertThat(spec.culling().orElseThrow().warnBefore()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void whatTheNotebookSaysGoesFirst() {
    NotebookSpec spec =
        of(
                """
                {class: small, resources: {memory: '2 GiB'}, queue: mine, env: {A: own},
                 environment: {python: /opt/python}, culling: {idleAfter: 1h}, suspend: true,
                 updateStrategy: WhenIdle}
                """,
                """
                {defaults: {resources: {memory: '3 GiB', vcores: 4}, queue: research,
                 env: {A: class, B: class}, environment: {archive: 'hdfs:///e.tgz'},
                 updateStrategy: OnRestart, culling: {idleAfter: 2h, warnBefore: 30m}}}
                """)
            .spec();

    assertThat(spec.resources().memory()).isEqualTo(DataSize.parse("2 GiB"));
    assertThat(spec.resources().vcores()).isEqualTo(4);
    assertThat(spec.queue()).isEqualTo("mine");
    assertThat(spec.env()).containsEntry("A", "own").containsEntry("B", "class");
    assertThat(spec.environment().python()).contains("/opt/python");
    assertThat(spec.environment().archive()).isEmpty();
    assertThat(spec.culling().orElseThrow().idleAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(spec.culling().orElseThrow().warnBefore()).isEqualTo(Duration.ofMinutes(30));
    assertThat(spec.suspend()).isTrue();
    assertThat(spec.updateStrategy()).contains(UpdateStrategy.WHEN_IDLE);
  }

  @Test
  void aClassThatSaysNothingChangesNothing() {
    Notebook notebook =
        notebook("{class: small, user: alice, arguments: ['--debug'], priority: 3}");

    EffectiveSpec effective = EffectiveSpec.of(notebook, notebookClass("{}"));

    assertThat(effective.spec()).isEqualTo(notebook.spec());
    assertThat(effective.problems()).isEmpty();
  }

  @Test
  void aLimitOfTimeIsWhatOneWithoutGets() {
    EffectiveSpec effective = of("{class: small}", "{limits: {maxLifetime: 12h, idleAfter: 2h}}");

    assertThat(effective.problems()).isEmpty();
    assertThat(effective.spec().maxLifetime()).contains(Duration.ofHours(12));
    assertThat(effective.spec().culling().orElseThrow().idleAfter()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void whatIsWithinTheLimitsMayRun() {
    assertThat(
            of(
                    "{class: small, user: alice, resources: {memory: '2 GiB'}}",
                    """
                    {limits: {memory: '2 GiB', vcores: 1, gpus: 0},
                     allowed: {users: [alice], queues: [default], namespaces: [team-a],
                     environments: ['/usr/*']}}
                    """)
                .problems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{resources: {memory: '3 GiB'}}|{limits: {memory: '2 GiB'}}|ClassLimitExceeded"
            + "|spec.resources.memory: found 3Gi; class small allows at most 2Gi",
        "{resources: {vcores: 3}}|{limits: {vcores: 2}}|ClassLimitExceeded"
            + "|spec.resources.vcores: found 3; class small allows at most 2",
        "{resources: {gpus: 1}}|{limits: {gpus: 0}}|ClassLimitExceeded"
            + "|spec.resources.gpus: found 1; class small allows at most 0",
        "{maxLifetime: 3d}|{limits: {maxLifetime: 12h}}|ClassLimitExceeded"
            + "|spec.maxLifetime: found 3d; class small allows at most 12h",
        "{culling: {idleAfter: 3h}}|{limits: {idleAfter: 2h}}|ClassLimitExceeded"
            + "|spec.culling.idleAfter: found 3h; class small allows at most 2h",
        "{queue: other}|{allowed: {queues: [a, b]}}|ClassNotAllowed"
            + "|spec.queue: found other; class small allows a, b",
        "{user: eve}|{allowed: {users: [alice]}}|ClassNotAllowed"
            + "|spec.user: found eve; class small allows alice",
        "{}|{allowed: {users: [alice]}}|ClassNotAllowed"
            + "|spec.user: found nobody in particular; class small allows alice",
        "{}|{allowed: {namespaces: [team-b]}}|ClassNotAllowed"
            + "|metadata.namespace: found team-a; class small allows team-b",
        "{environment: {archive: 'hdfs:///mine.tgz'}}|{allowed: {environments: ['hdfs:///envs/*']}}"
            + "|ClassNotAllowed|spec.environment.archive: found hdfs:///mine.tgz; class small"
            + " allows hdfs:///envs/*",
      })
  void whatIsNotAllowedIsToldWithItsPlace(
      String notebook, String ofClass, String reason, String message) {
    assertThat(of(notebook, ofClass).problems()).containsExactly(new ClassProblem(reason, message));
  }

  @Test
  void severalAreToldTogether() {
    List<ClassProblem> problems =
        of("{resources: {memory: '3 GiB', vcores: 9}}", "{limits: {memory: '2 GiB', vcores: 2}}")
            .problems();

    assertThat(ClassProblem.joined(problems).message()).contains("memory", "; ", "vcores");
  }

  private static EffectiveSpec of(String notebook, String ofClass) {
    return EffectiveSpec.of(notebook(notebook), notebookClass(ofClass));
  }

  private static Notebook notebook(String spec) {
    return read(Kinds.NOTEBOOK, "{name: churn, namespace: team-a}", spec);
  }

  private static NotebookClass notebookClass(String spec) {
    return read(Kinds.NOTEBOOK_CLASS, "{name: small}", spec);
  }

  private static <R extends Resource> R read(ResourceType<R> type, String metadata, String spec) {
    ObjectNode object =
        (ObjectNode)
            new DocumentReader(Limits.standard())
                .read("test", "{metadata: " + metadata + ", spec: " + spec.strip() + "}")
                .get(0)
                .tree()
                .orElseThrow()
                .root();
    return Json.fromTree(type, Defaults.apply(type, object));
  }

  @Test
  void theOwnerIsTheUser() {
    Notebook owned =
        read(
            Kinds.NOTEBOOK,
            "{name: churn, namespace: team-a, annotations: {heddle.dev/owner: alice}}",
            "{}");
    assertThat(EffectiveSpec.of(owned, notebookClass("{allowed: {users: [alice]}}")).problems())
        .isEmpty();
    assertThat(owned.spec().user()).isEqualTo(Optional.empty());
  }
}
