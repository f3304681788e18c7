package dev.heddle.crd.yaml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.tree.Limits;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {

  private static final String GOOD =
      """
      apiVersion: heddle.dev/v1
      kind: Notebook
      metadata: {name: good, namespace: team-a}
      spec: {resources: {memory: 2 GiB}}
      """;

  private final ManifestReader reader = new ManifestReader();

  @Test
  void aFileGivesItsResourceWithDefaults() {
    ManifestReport report = reader.read("good.yaml", GOOD);

    assertThat(report.problems()).isEmpty();
    Manifest manifest = report.manifests().get(0);
    assertThat(manifest.key()).hasToString("Notebook team-a/good");
    Notebook notebook = manifest.resource(Kinds.NOTEBOOK);
    assertThat(notebook.spec().resources().memory()).isEqualTo(DataSize.ofMebibytes(2048));
    assertThat(notebook.spec().queue()).isEqualTo("default");
    assertThat(manifest.tree().at("/spec/queue").isMissingNode()).isTrue();
    assertThat(manifest.position(FieldPath.of("spec", "resources", "memory")))
        .contains(new Position(4, 20));
  }

  @Test
  void aFileWithoutContentDeclaresNothing() {
    assertThat(reader.read("a.yaml", "").problems()).isEmpty();
    assertThat(reader.read("a.yaml", "# nothing yet\n---\n\n---\n").problems()).isEmpty();
    assertThat(reader.read("a.json", " ").problems()).isEmpty();
  }

  @Test
  void everyMistakeIsToldWithFileDocumentLineColumnAndField() {
    ManifestReport report =
        reader.read(
            "team-a/two.yaml",
            """
            # two notebooks
            ---
            apiVersion: heddle.dev/v1
            kind: Notebook
            metadata:
              name: one
            spec:
              resources:
                memroy: 2 GiB
                vcores: 0
            ---
            apiVersion: heddle.dev/v1
            kind: Notebook
            metadata: {name: two}
            spec: {queue: [a]}
            """);

    assertThat(report.manifests()).isEmpty();
    assertThat(report.problems().stream().map(FileProblem::toString))
        .containsExactly(
            "team-a/two.yaml:9:5: spec.resources.memroy: unknown field \"memroy\", did you mean"
                + " \"memory\"? Allowed here: memory, vcores, gpus, fpgas, other (UNKNOWN_FIELD in document"
                + " 1, Notebook one)",
            "team-a/two.yaml:10:5: spec.resources.vcores: found 0; allowed are numbers from 1"
                + " (OUT_OF_RANGE in document 1, Notebook one)",
            "team-a/two.yaml:15:8: spec.queue: found a list; allowed is text (WRONG_TYPE in"
                + " document 2, Notebook two)");
  }

  @Test
  void aBrokenDocumentLeavesTheOthersUsable() {
    ManifestReport report =
        reader.read(
            "mixed.yaml",
            "kind: [unclosed\n---\n"
                + GOOD
                + "---\n\"\n--- # another\n"
                + GOOD.replace("good", "late"));

    assertThat(report.manifests())
        .extracting(Manifest::key)
        .hasToString("[Notebook team-a/good, Notebook team-a/late]");
    assertThat(report.manifests()).extracting(Manifest::document).containsExactly(2, 4);
    assertThat(report.problems())
        .extracting(FileProblem::document, p -> p.problem().code())
        .containsExactly(tuple(1, ProblemCode.SYNTAX), tuple(3, ProblemCode.SYNTAX));
  }

  @Test
  void aSyntaxErrorSaysWhereInTheFile() {
    FileProblem problem =
        reader.read("bad.yaml", GOOD + "---\nkind: Notebook\n  name: x\n").problems().get(0);

    assertThat(problem.problem().position()).contains(new Position(7, 7));
    assertThat(problem.toString()).contains("mapping values are not allowed here");
  }

  @Test
  void aDoubledKeyIsToldWithBothPlaces() {
    ManifestReport report = reader.read("twice.yaml", GOOD + "metadata: {name: other}\n");

    assertThat(report.manifests()).isEmpty();
    assertThat(report.problems())
        .extracting(FileProblem::toString)
        .containsExactly(
            "twice.yaml:5:1: metadata: the key \"metadata\" is already set at line 3, column 1;"
                + " keep one of the two (DUPLICATE_KEY in document 1, Notebook team-a/good)");
  }

  @Test
  void aResourceDeclaredTwiceInAFileIsUsedInNeitherForm() {
    ManifestReport report =
        reader.read("twice.yaml", GOOD + "---\n" + GOOD + "---\n" + GOOD.replace("good", "fine"));

    assertThat(report.manifests()).extracting(m -> m.key().name()).containsExactly("fine");
    assertThat(report.problems())
        .extracting(p -> p.problem().code(), FileProblem::document)
        .containsExactly(tuple(ProblemCode.DUPLICATE_RESOURCE, 2));
  }

  @Test
  void aListHoldsResources() {
    ManifestReport report =
        reader.read(
            "list.yaml",
            """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: heddle.dev/v1
                kind: Notebook
                metadata: {name: one}
                spec: {}
              - apiVersion: heddle.dev/v1
                kind: Notebook
                metadata: {name: two}
                spec: {sever: notebook}
            """);

    assertThat(report.manifests()).extracting(m -> m.key().name()).containsExactly("one");
    assertThat(report.problems())
        .extracting(
            p -> p.problem().fieldPath(),
            p -> p.problem().position().orElseThrow(),
            p -> p.resource().orElseThrow().name())
        .containsExactly(tuple("items[1].spec.sever", new Position(11, 12), "two"));
  }

  @Test
  void jsonIsReadToo() {
    ManifestReport report =
        reader.read(
            "x.json",
            """
            {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
            \t"metadata": {"name": "one"}, "spec": {}}
            {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
             "metadata": {"name": "two", "name": "three"}, "spec": {"suspend": "yes"}}
            """);

    assertThat(report.manifests()).extracting(m -> m.key().name()).containsExactly("one");
    assertThat(report.problems().stream().map(FileProblem::toString))
        .containsExactly(
            "x.json:4:30: metadata.name: the key \"name\" is already set at line 4, column 15; keep"
                + " one of the two (DUPLICATE_KEY in document 2, Notebook two)",
            "x.json:4:57: spec.suspend: found the text \"yes\"; allowed is true or false, without"
                + " quotes (WRONG_TYPE in document 2, Notebook two)");
  }

  @Test
  void brokenJsonKeepsWhatWasBefore() {
    ManifestReport report =
        reader.read(
            "x.json",
            "{\"apiVersion\":\"heddle.dev/v1\",\"kind\":\"Notebook\",\"metadata\":{\"name\":\"one\"},"
                + "\"spec\":{}}\n{\"kind\": oops}");

    assertThat(report.manifests()).hasSize(1);
    assertThat(report.problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.SYNTAX);
    assertThat(report.problems().get(0).problem().position().orElseThrow().line()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heddle.dev/v1 | Notebok | found the kind \"Notebok\"; allowed are Notebook, Application,"
            + " Source, NotebookClass, Quota, CleanupPolicy, Namespace, Event, Secret, ConfigMap, Lease,"
            + " Role, ClusterRole, RoleBinding, ClusterRoleBinding; did you mean \"Notebook\"?",
        "heddle.dev/v2 | Notebook | found the apiVersion \"heddle.dev/v2\"; allowed for the kind"
            + " Notebook is heddle.dev/v1",
        "apps/v1 | Deployment | found the kind \"Deployment\"; allowed are Notebook, Application,"
            + " Source, NotebookClass, Quota, CleanupPolicy, Namespace, Event, Secret, ConfigMap, Lease,"
            + " Role, ClusterRole, RoleBinding, ClusterRoleBinding"
      })
  void anUnknownKindIsToldWithThoseThatAre(String apiVersion, String kind, String message) {
    ManifestReport report =
        reader.read("x.yaml", "apiVersion: " + apiVersion + "\nkind: " + kind + "\n");

    assertThat(report.problems())
        .extracting(p -> p.problem().code(), p -> p.problem().message())
        .containsExactly(tuple(ProblemCode.UNKNOWN_KIND, message));
  }

  @Test
  void aDocumentThatDoesNotSayWhatItIsIsTold() {
    assertThat(reader.read("x.yaml", "name: churn\n").problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.MISSING_FIELD);
    assertThat(reader.read("x.yaml", "- a\n").problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.WRONG_TYPE);
    assertThat(reader.read("x.yaml", GOOD.replace("apiVersion: heddle.dev/v1", "")).problems())
        .extracting(p -> p.problem().fieldPath())
        .containsExactly("apiVersion");
  }

  @Test
  void aFileGivenByItsSourceAloneIsUnderstood() {
    Manifest manifest =
        reader
            .read("x.yaml", GOOD.replace("spec: {", "spec: {files: {model: hdfs:///m.bin}, "))
            .manifests()
            .get(0);

    assertThat(manifest.tree().at("/spec/files/model/source").asText()).isEqualTo("hdfs:///m.bin");
  }

  @Test
  void aliasesAndMergesAreFollowed() {
    Manifest manifest =
        reader
            .read(
                "x.yaml",
                """
                apiVersion: heddle.dev/v1
                kind: Notebook
                metadata:
                  name: x
                  labels: &l {team: a, tier: dev}
                  annotations: {<<: *l, tier: prod}
                spec: {env: *l}
                """)
            .manifests()
            .get(0);

    assertThat(manifest.tree().at("/metadata/annotations/tier").asText()).isEqualTo("prod");
    assertThat(manifest.tree().at("/metadata/annotations/team").asText()).isEqualTo("a");
    assertThat(manifest.tree().at("/spec/env/team").asText()).isEqualTo("a");
  }

  @Test
  void wordsThatYamlReadsAsBooleansAreNeverChangedInSilence() {
    ManifestReport report =
        reader.read(
            "x.yaml", GOOD.replace("spec: {", "spec: {suspend: yes, env: {A: on, B: y, no: x}, "));

    assertThat(report.problems())
        .extracting(p -> p.problem().fieldPath(), p -> p.problem().code())
        .containsExactly(
            tuple("spec.env.A", ProblemCode.WRONG_TYPE),
            tuple("spec.env.B", ProblemCode.WRONG_TYPE),
            tuple("spec.env", ProblemCode.WRONG_TYPE));
  }

  @Test
  void timesAndSexagesimalNumbersStayText() {
    Manifest manifest =
        reader
            .read("x.yaml", GOOD.replace("spec: {", "spec: {env: {A: 2026-01-01, B: 12:30:45}, "))
            .manifests()
            .get(0);

    assertThat(manifest.tree().at("/spec/env/A").asText()).isEqualTo("2026-01-01");
    assertThat(manifest.tree().at("/spec/env/B").asText()).isEqualTo("12:30:45");
  }

  @Test
  void aTagNeverMakesAnObject() {
    ManifestReport global =
        reader.read("x.yaml", GOOD + "x: !!javax.script.ScriptEngineManager [a]\n");
    ManifestReport local = reader.read("x.yaml", GOOD + "x: !local z\n");

    assertThat(global.manifests()).isEmpty();
    assertThat(global.problems().toString()).contains("x.yaml:5:4").contains("tag is not allowed");
    assertThat(local.manifests()).isEmpty();
    assertThat(local.problems().toString()).contains("the tag \"!local\" is not allowed");
  }

  @Test
  void aFileThatIsNoTextIsToldInOneSentence() {
    byte[] latin = GOOD.replace("good", "gööd").getBytes(ISO_8859_1);
    byte[] zip = {'P', 'K', 3, 4, 0, 0};

    assertThat(reader.read("x.yaml", latin).problems().toString()).contains("not UTF-8 text");
    assertThat(reader.read("x.yaml", zip).problems().toString())
        .contains("x.yaml:1:3: the file has the control character 0x03");
    assertThat(reader.read("x.yaml", "\uFEFF" + GOOD).problems()).isEmpty();
  }

  @Test
  void aFileOverTheLimitIsNotParsed() {
    byte[] content = "a: [".repeat(1 << 19).getBytes(UTF_8);

    assertThat(reader.read("big.yaml", content).problems())
        .extracting(FileProblem::document, FileProblem::toString)
        .containsExactly(
            tuple(
                0,
                "big.yaml: the file has 2097152 bytes; allowed are at most 1048576 (TOO_LARGE)"));
  }

  @Test
  void deepNestingIsRefused() {
    for (String name : List.of("deep.yaml", "deep.json")) {
      assertThat(reader.read(name, "[".repeat(500_000)).problems())
          .extracting(p -> p.problem().code())
          .containsExactly(ProblemCode.TOO_LARGE);
    }
    assertThat(reader.read("deep.yaml", "- ".repeat(400) + "x").problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.TOO_LARGE);
    String nested = "{\"a\":".repeat(60) + "1" + "}".repeat(60);
    assertThat(reader.read("deep.json", nested).problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.TOO_LARGE);
  }

  @Test
  void anAliasBombIsRefusedHoweverItIsBuilt() {
    StringBuilder wide = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
      wide.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    // Doubling stays below the limit of aliases and is caught by the count of values.
    StringBuilder doubling = new StringBuilder("a0: &a0 [x,x]\n");
    for (int i = 1; i < 25; i++) {
      doubling.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    String recursive = "a: &a [*a]\n";

    for (String bomb : List.of(wide.toString(), doubling.toString(), recursive)) {
      ManifestReport report = reader.read("bomb.yaml", bomb + "---\n" + GOOD);
      assertThat(report.problems())
          .extracting(FileProblem::document, p -> p.problem().code())
          .containsExactly(tuple(1, ProblemCode.TOO_LARGE));
      assertThat(report.manifests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x_", "0b_", "0o_", "-0x", "1_", "._", "1e", "+", "0_7", "08", ".5e9"})
  void whatIsNearlyANumberIsNoReasonToStop(String text) {
    ManifestReport report =
        reader.read("x.yaml", GOOD.replace("spec: {", "spec: {nodeLabel: " + text + ", "));

    assertThat(report.problems().size() + report.manifests().size()).isEqualTo(1);
  }

  @Test
  void numbersOfAnyLengthAreNotComputed() {
    String digits = "9".repeat(100_000);

    for (String value : List.of(digits, "!!int " + digits, "'" + digits + "'")) {
      ManifestReport report = reader.read("x.yaml", GOOD.replace("2 GiB", value));
      assertThat(report.manifests()).isEmpty();
      assertThat(report.problems().toString()).hasSizeLessThan(1000);
    }
    String json =
        "{\"apiVersion\":\"heddle.dev/v1\",\"kind\":\"Notebook\",\"metadata\":{\"name\":\"x\"},"
            + "\"spec\":{\"resources\":{\"memory\":"
            + digits
            + "}}}";
    assertThat(reader.read("x.json", json).problems()).hasSize(1);
  }

  @Test
  void charactersThatYamlDoesNotAllowAreNamed() {
    assertThat(reader.read("x.yaml", "a: \uFFFE\n---\n" + GOOD))
        .satisfies(report -> assertThat(report.manifests()).hasSize(1))
        .satisfies(
            report ->
                assertThat(report.problems().toString())
                    .contains("U+FFFE")
                    .contains("NOT_TEXT in document 1"));
  }

  @Test
  void whatIsWrittenHasItsOwnPlaceAlsoOverAMerge() {
    Manifest manifest =
        reader
            .read(
                "x.yaml",
                """
                apiVersion: heddle.dev/v1
                kind: Notebook
                metadata: {name: x, labels: &l {tier: dev}}
                spec:
                  env:
                    tier: prod
                    <<: *l
                """)
            .manifests()
            .get(0);

    assertThat(manifest.tree().at("/spec/env/tier").asText()).isEqualTo("prod");
    assertThat(manifest.position(FieldPath.of("spec", "env", "tier"))).contains(new Position(6, 5));
  }

  /** Seeded: the same files each time. A file may be wrong in any way, reading it never fails. */
  @Test
  void noDamageToAFileMakesTheReaderFail() {
    SplittableRandom random = new SplittableRandom(20260131);
    String text =
        GOOD
            + "---\nname: s\nservices:\n  s:\n    resources: {memory: 1 GiB, vcores: 1}\n"
            + "    script: |\n      ls\n    env: &e {A: \"\\u0041\", B: 0x1F}\n    files: {f: g}\n";
    String alphabet = "{}[]:,-?&*!|>'\"%@`#~ \n\t\\0x_.eyN<=\u0085\uFEFF";

    for (int run = 0; run < 5000; run++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(4)) {
          case 0 -> damaged.setLength(Math.max(1, at));
          case 1 -> damaged.deleteCharAt(at);
          case 2 -> damaged.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> damaged.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
        if (damaged.isEmpty()) {
          damaged.append('x');
        }
      }
      String file = run % 2 == 0 ? "x.yaml" : "x.json";
      assertThat(reader.read(file, damaged.toString())).as(damaged.toString()).isNotNull();
    }
  }

  @Test
  void tooManyDocumentsAreRefusedAndTheAllowedOnesKept() {
    ManifestReader two = new ManifestReader(new Limits(10_000, 50, 2, 50, 1000));
    String text = GOOD + "---\n" + GOOD.replace("good", "b") + "---\n" + GOOD.replace("good", "c");

    ManifestReport report = two.read("many.yaml", text);

    assertThat(report.manifests()).hasSize(2);
    assertThat(report.problems())
        .extracting(p -> p.problem().message())
        .containsExactly("the file has more documents than the allowed 2");
  }

  @Test
  void aFileNamesItsResourcesItself() {
    assertThat(reader.read("x.yaml", GOOD.replace("name: good", "generateName: good-")).problems())
        .extracting(p -> p.problem().fieldPath())
        .containsExactly("metadata.name");
  }

  @Test
  void localFilesAreFoundAndReplaced() {
    Manifest manifest =
        reader
            .read(
                "x.yaml",
                GOOD.replace(
                    "spec: {",
                    "spec: {environment: {archive: env.tar.gz}, files: {a: 'file:///tmp/a', b:"
                        + " 'hdfs:///b', c: data/c}, "))
            .manifests()
            .get(0);

    assertThat(LocalFiles.find(manifest.type(), manifest.tree()))
        .extracting(f -> f.field().toString(), LocalFiles.LocalFile::source)
        .containsExactly(
            tuple("spec.environment.archive", "env.tar.gz"),
            tuple("spec.files.a.source", "file:///tmp/a"),
            tuple("spec.files.c.source", "data/c"));
    assertThat(
            LocalFiles.find(
                manifest.type(),
                LocalFiles.replace(manifest.type(), manifest.tree(), s -> "hdfs:///up/" + s)))
        .isEmpty();
  }
}
