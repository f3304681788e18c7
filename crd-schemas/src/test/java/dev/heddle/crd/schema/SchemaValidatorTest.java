package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.APPLICATION;
import static dev.heddle.crd.schema.Trees.NOTEBOOK;
import static dev.heddle.crd.schema.Trees.SOURCE;
import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValidatorTest {

  private static final String SERVICE =
      """
      spec:
        services:
          jupyter:
            resources: {memory: 1024, vcores: 1}
            script: jupyter notebook
      """;

  @Test
  void theSmallestNotebookIsRight() {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {}")).isEmpty();
  }

  @Test
  void anUnknownFieldIsToldWithItsPlaceTheNearestNameAndAllNames() {
    List<Problem> problems =
        problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {resources: {memroy: 2 GiB}}");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).code()).isEqualTo(ProblemCode.UNKNOWN_FIELD);
    assertThat(problems.get(0).fieldPath()).isEqualTo("spec.resources.memroy");
    assertThat(problems.get(0).message())
        .isEqualTo(
            "unknown field \"memroy\", did you mean \"memory\"? Allowed here: memory, vcores, gpus, fpgas, other");
  }

  @Test
  void aSnakeCaseNameIsRecognised() {
    assertThat(
            problems(
                    Kinds.APPLICATION,
                    APPLICATION,
                    SERVICE.replace("script:", "max_restarts: 1\n      script:"))
                .get(0)
                .message())
        .contains("did you mean \"maxRestarts\"?");
  }

  @Test
  void allMistakesOfAnObjectAreToldAtOnce() {
    List<Problem> problems =
        problems(
            Kinds.NOTEBOOK,
            NOTEBOOK,
            """
            spec:
              queu: research
              suspend: "no"
              server: lab
              resources: {memory: lots, vcores: 0}
              stopGrace: 10
              arguments: [1]
            """);

    assertThat(problems)
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactlyInAnyOrder(
            tuple("spec.queu", ProblemCode.UNKNOWN_FIELD),
            tuple("spec.suspend", ProblemCode.WRONG_TYPE),
            tuple("spec.server", ProblemCode.NOT_ALLOWED),
            tuple("spec.resources.memory", ProblemCode.BAD_FORMAT),
            tuple("spec.resources.vcores", ProblemCode.OUT_OF_RANGE),
            tuple("spec.stopGrace", ProblemCode.WRONG_TYPE),
            tuple("spec.arguments[0]", ProblemCode.WRONG_TYPE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 GiB", "2Gi", "1024", "\"1024\"", "1.5 gb", "1 b", "512mib"})
  void sizesOfAllSpellingsAreRight(String size) {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {resources: {memory: " + size + "}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | OUT_OF_RANGE",
        "-5 | BAD_FORMAT",
        "1.5 | WRONG_TYPE",
        "two | BAD_FORMAT",
        "2 XiB | BAD_FORMAT",
        "[] | WRONG_TYPE",
        "true | WRONG_TYPE"
      })
  void sizesThatAreNoneAreTold(String size, ProblemCode code) {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {resources: {memory: " + size + "}}"))
        .extracting(Problem::code)
        .containsExactly(code);
  }

  @Test
  void nullCountsAsAbsent() {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {queue: null, env: }")).isEmpty();
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec:"))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec", ProblemCode.MISSING_FIELD));
  }

  @Test
  void aBooleanWhereTextIsWantedSaysWhyYamlReadItSo() {
    Problem problem = problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {env: {COUNTRY: no}}").get(0);

    assertThat(problem.fieldPath()).isEqualTo("spec.env.COUNTRY");
    assertThat(problem.message())
        .isEqualTo(
            "found the boolean false; allowed is text; YAML reads yes, no, on, off, y, n, true and"
                + " false as booleans, put the word in quotes");
  }

  @Test
  void aNumberBeyondItsTypeIsToldAndNotWrapped() {
    assertThat(
            problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {resources: {vcores: 99999999999999999999}}"))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({"Churn, churn", "my_notebook, my-notebook", "-x-, x", "'ümlaut', mlaut", "a.b, a-b"})
  void aNameThatIsNoDnsLabelIsToldWithOneThatIs(String name, String proposed) {
    Problem problem =
        problems(Kinds.NOTEBOOK, NOTEBOOK.replace("churn", "'" + name + "'"), "spec: {}").get(0);

    assertThat(problem.fieldPath()).isEqualTo("metadata.name");
    assertThat(problem.code()).isEqualTo(ProblemCode.BAD_FORMAT);
    assertThat(problem.message()).endsWith("such as \"" + proposed + "\"");
  }

  @Test
  void namesMayHave63CharactersAndNoMore() {
    String longest = "a".repeat(63);
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK.replace("churn", longest), "spec: {}")).isEmpty();
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK.replace("churn", longest + "a"), "spec: {}"))
        .extracting(Problem::fieldPath)
        .containsExactly("metadata.name");
  }

  @Test
  void anEnvironmentIsAnArchiveOrAPythonButNotBoth() {
    assertThat(
            problems(
                Kinds.NOTEBOOK,
                NOTEBOOK,
                "spec: {environment: {archive: 'hdfs:///e.tgz', python: /usr/bin/python3}}"))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.environment", ProblemCode.CONFLICT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--NotebookApp.token=abc",
        "--ServerApp.password=x",
        "--port=80",
        "--ip",
        "--NotebookApp.port-retries=3"
      })
  void argumentsThatHeddleSetsItselfAreRefused(String argument) {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {arguments: ['" + argument + "']}"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.arguments[0]");
  }

  @Test
  void otherArgumentsAreTheUsersOwn() {
    assertThat(
            problems(
                Kinds.NOTEBOOK, NOTEBOOK, "spec: {arguments: [--NotebookApp.max_body_size=9]}"))
        .isEmpty();
  }

  @Test
  void aServiceNeedsExactlyOneOfScriptAndCommands() {
    assertThat(problems(Kinds.APPLICATION, APPLICATION, SERVICE)).isEmpty();
    assertThat(
            problems(
                Kinds.APPLICATION,
                APPLICATION,
                SERVICE.replace("script: jupyter notebook", "instances: 1")))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.services.jupyter.script", ProblemCode.MISSING_FIELD));
    assertThat(
            problems(
                Kinds.APPLICATION,
                APPLICATION,
                SERVICE.replace("script:", "commands: [ls]\n      script:")))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.services.jupyter.commands", ProblemCode.CONFLICT));
  }

  @Test
  void anApplicationMustRunSomething() {
    assertThat(problems(Kinds.APPLICATION, APPLICATION, "spec: {}"))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.services", ProblemCode.MISSING_FIELD));
    assertThat(problems(Kinds.APPLICATION, APPLICATION, "spec: {master: {script: ls}}")).isEmpty();
  }

  @Test
  void servicesDependOnServicesThatExist() {
    assertThat(
            problems(
                Kinds.APPLICATION,
                APPLICATION,
                SERVICE.replace("script:", "depends: [dbx]\n      script:")))
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.services.jupyter.depends[0]", ProblemCode.NOT_ALLOWED));
  }

  @Test
  void servicesThatWaitForEachOtherAreToldOnceWithTheWholeCircle() {
    String service = "{resources: {memory: 1024, vcores: 1}, script: ls, depends: [%s]}";
    List<Problem> problems =
        problems(
            Kinds.APPLICATION,
            APPLICATION,
            "spec:\n  services:\n    a: "
                + service.formatted("b")
                + "\n    b: "
                + service.formatted("c")
                + "\n    c: "
                + service.formatted("a")
                + "\n    d: "
                + service.formatted("a"));

    assertThat(problems)
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(tuple("spec.services.a.depends", ProblemCode.CONFLICT));
    assertThat(problems.get(0).message()).contains("a -> b -> c -> a");
  }

  @Test
  void aNotebookMayHaveAWorkspaceWhereverItRuns() {
    assertThat(
            problems(
                Kinds.NOTEBOOK,
                NOTEBOOK,
                "spec: {runIn: Container, workspace: {path: 'hdfs:///user/ada/w'}}"))
        .isEmpty();
  }

  @Test
  void aWorkspaceHasOneWriter() {
    String service =
        "{script: run, resources: {memory: 1 GiB, vcores: 1}, instances: %d, workspace: {path: %s}}";
    List<Problem> problems =
        problems(
            Kinds.APPLICATION,
            APPLICATION,
            "spec:\n  services:\n    a: "
                + service.formatted(3, "/user/ada/w")
                + "\n    b: "
                + service.formatted(0, "/user/ada/w/")
                + "\n    c: "
                + service.formatted(1, "/user/ada/other"));

    assertThat(problems)
        .extracting(Problem::fieldPath, Problem::code)
        .containsExactly(
            tuple("spec.services.a.instances", ProblemCode.CONFLICT),
            tuple("spec.services.b.workspace.path", ProblemCode.CONFLICT));
    assertThat(problems.get(0).message()).contains("found 3", "allowed are 0 and 1");
    assertThat(problems.get(1).message()).contains("the workspace of service a too");
  }

  @Test
  void aServiceThatWaitsForItselfIsRefused() {
    assertThat(
            problems(
                Kinds.APPLICATION,
                APPLICATION,
                SERVICE.replace("script:", "depends: [jupyter]\n      script:")))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.CONFLICT);
  }

  @Test
  void heddlesOwnTagsCannotBeTaken() {
    assertThat(problems(Kinds.APPLICATION, APPLICATION, SERVICE + "  tags: [mine, Heddle-uid-1]"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.tags[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", ".", "'a b'", "''"})
  void aFileIsPlacedByABareName(String name) {
    assertThat(
            problems(
                Kinds.NOTEBOOK, NOTEBOOK, "spec: {files: {" + name + ": {source: 'hdfs:///x'}}}"))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.BAD_FORMAT);
  }

  @Test
  void aSourceIsReadAtMostOnceASecond() {
    assertThat(
            problems(Kinds.SOURCE, SOURCE, "spec: {directory: 'hdfs:///specs', interval: 100ms}"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.interval");
    assertThat(problems(Kinds.SOURCE, SOURCE, "spec: {directory: specs}"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.directory");
  }

  @Test
  void aClusterWideKindIsInNoNamespace() {
    assertThat(
            problems(
                Kinds.SOURCE,
                SOURCE.replace("{name: specs}", "{name: specs, namespace: team-a}"),
                "spec: {directory: /specs}"))
        .extracting(Problem::fieldPath)
        .containsExactly("metadata.namespace");
  }

  @Test
  void aSecretIsNeverQuoted() {
    ObjectNode secret =
        yaml(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            data: {password: not-base64!, number: 4711, other: [hunter2]}
            """);

    List<Problem> problems = SchemaValidator.validate(Kinds.SECRET, secret);

    assertThat(problems).hasSize(3);
    assertThat(problems.toString()).doesNotContain("not-base64", "4711", "hunter2");
  }

  @Test
  void labelsAndAnnotationsHaveKubernetesForms() {
    assertThat(
            problems(
                Kinds.NOTEBOOK,
                """
                apiVersion: heddle.dev/v1
                kind: Notebook
                metadata:
                  name: churn
                  labels: {app.kubernetes.io/name: churn, "bad key": x, team: "not good"}
                  annotations: {heddle.dev/note: any text at all}
                spec: {}
                """))
        .extracting(Problem::fieldPath)
        .containsExactlyInAnyOrder("metadata.labels[bad key]", "metadata.labels.team");
  }

  @Test
  void anObjectOfAnotherKindIsRefused() {
    assertThat(problems(Kinds.SOURCE, NOTEBOOK, "spec: {directory: /x}"))
        .extracting(Problem::code)
        .contains(ProblemCode.UNKNOWN_KIND);
  }

  @Test
  void anythingThatIsNoMappingIsToldOnce() {
    assertThat(SchemaValidator.validate(Kinds.NOTEBOOK, yaml("x: [1]").get("x")))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.WRONG_TYPE);
  }

  @Test
  void aProblemOfAFileKnowsLineAndColumn() {
    LocatedTree tree =
        new DocumentReader(Limits.standard())
            .read("x.yaml", NOTEBOOK + "spec:\n  resources:\n    memroy: 1\n")
            .get(0)
            .tree()
            .orElseThrow();

    assertThat(SchemaValidator.validate(Kinds.NOTEBOOK, tree).get(0).position())
        .hasValueSatisfying(at -> assertThat(at).hasToString("6:5"));
  }

  @Test
  void aLineBreakIsNoPartOfAName() {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {user: \"alice\\n\", queue: \"q\\n\"}"))
        .extracting(Problem::fieldPath)
        .containsExactlyInAnyOrder("spec.user", "spec.queue");
  }

  @Test
  void theCharacterNulIsRefusedWhereverItIs() {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {env: {A: \"a\\0b\"}}"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.env.A");
  }

  @Test
  void variablesOfHeddleAreHeddles() {
    assertThat(problems(Kinds.NOTEBOOK, NOTEBOOK, "spec: {env: {HEDDLE_PORT: '1', 1A: b}}"))
        .extracting(Problem::fieldPath)
        .containsExactly("spec.env.HEDDLE_PORT", "spec.env.1A");
  }

  @Test
  void anEndlessNumberOfMistakesIsNotToldToTheEnd() {
    ObjectNode notebook = yaml(NOTEBOOK, "spec: {}");
    for (int i = 0; i < 5000; i++) {
      notebook.withObject("/spec").put("field" + i, i);
    }

    List<Problem> problems = SchemaValidator.validate(Kinds.NOTEBOOK, notebook);

    assertThat(problems).hasSize(201);
    assertThat(problems.get(200).message())
        .isEqualTo("found 4800 more mistakes; mend these 200 first");
  }

  private static List<Problem> problems(ResourceType<?> type, String... text) {
    return SchemaValidator.validate(type, yaml(text));
  }
}
