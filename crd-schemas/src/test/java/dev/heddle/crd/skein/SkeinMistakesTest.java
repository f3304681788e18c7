package dev.heddle.crd.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.yaml.ManifestReader;
import dev.heddle.crd.yaml.ManifestReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mistakes that Skein refuses in a specification, each refused here with its place and cause.
 */
class SkeinMistakesTest {

  private static final String SERVICE = "resources: {memory: 1024, vcores: 1}, script: ls";

  /** Lines of the specification itself, beside a good service. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: [1]                               | name                    | WRONG_TYPE",
        "queue: 1                                | queue                   | WRONG_TYPE",
        "queue: ''                               | queue                   | OUT_OF_RANGE",
        "user: [me]                              | user                    | WRONG_TYPE",
        "node_label: {a: b}                      | node_label              | WRONG_TYPE",
        "max_attempts: 0                         | max_attempts            | OUT_OF_RANGE",
        "max_attempts: two                       | max_attempts            | WRONG_TYPE",
        "tags: one                               | tags                    | WRONG_TYPE",
        "tags: [1]                               | tags[0]                 | WRONG_TYPE",
        "file_systems: hdfs                      | file_systems            | WRONG_TYPE",
        "file_systems: [other]                   | file_systems[0]         | BAD_FORMAT",
        "acls: []                                | acls                    | WRONG_TYPE",
        "acls: {enable: maybe}                   | acls.enable             | WRONG_TYPE",
        "acls: {view_users: bob}                 | acls.view_users         | WRONG_TYPE",
        "acls: {modify_groups: [1]}              | acls.modify_groups[0]   | WRONG_TYPE",
        "acls: {viewers: [a]}                    | acls.viewers            | UNKNOWN_FIELD",
        "master: ls                              | master                  | WRONG_TYPE",
        "master: {resources: {memory: 0}}        | master.resources.memory | OUT_OF_RANGE",
        "master: {script: 1}                     | master.script           | WRONG_TYPE",
        "master: {log_level: loud}               | master.log_level        | NOT_ALLOWED",
        "master: {log_config: {type: file}}      | master.log_config.source | MISSING_FIELD",
        "master: {env: {A: 1}}                   | master.env.A            | WRONG_TYPE",
        "master: {security: {cert_file: a}}      | master.security         | NOT_SUPPORTED",
        "maxAttempts: 2                          | maxAttempts             | UNKNOWN_FIELD",
      })
  void ofASpecification(String line, String path, ProblemCode code) {
    assertRefused("services: {s: {" + SERVICE + "}}\n" + line + "\n", path, code);
  }

  /** What a service has besides, or in place of, what a good one has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "script: ls                                       | resources            | MISSING_FIELD",
        "resources: {vcores: 1}, script: ls               | resources.memory     | MISSING_FIELD",
        "resources: {memory: 1}, script: ls               | resources.vcores     | MISSING_FIELD",
        "resources: {memory: 0, vcores: 1}, script: ls    | resources.memory     | OUT_OF_RANGE",
        "resources: {memory: -1, vcores: 1}, script: ls   | resources.memory     | BAD_FORMAT",
        "resources: {memory: 5 foos, vcores: 1}, script: ls | resources.memory   | BAD_FORMAT",
        "resources: {memory: 1, vcores: 0}, script: ls    | resources.vcores     | OUT_OF_RANGE",
        "resources: {memory: 1, vcores: 1.5}, script: ls  | resources.vcores     | WRONG_TYPE",
        "resources: {memory: 1, vcores: 1, gpus: -1}, script: ls | resources.gpus | OUT_OF_RANGE",
        "resources: {memory: 1, vcores: 1, fpgas: -1}, script: ls | resources.fpgas | OUT_OF_RANGE",
        "resources: {memory: 1, vcores: 1, disks: 1}, script: ls | resources.disks | UNKNOWN_FIELD",
        "resources: {memory: 1, vcores: 1}                | script               | MISSING_FIELD",
        "resources: {memory: 1, vcores: 1}, script: ''    | script               | OUT_OF_RANGE",
        "resources: {memory: 1, vcores: 1}, script: [ls]  | script               | WRONG_TYPE",
        "$, instances: -1                                 | instances            | OUT_OF_RANGE",
        "$, instances: many                               | instances            | WRONG_TYPE",
        "$, files: [a]                                    | files                | WRONG_TYPE",
        "$, files: {a/b: /x}                              | files[a/b]| BAD_FORMAT",
        "$, files: {a: {type: file}}                      | files.a.source       | MISSING_FIELD",
        "$, files: {a: {source: /x, type: tree}}          | files.a.type         | NOT_ALLOWED",
        "$, files: {a: {source: /x, visibility: all}}     | files.a.visibility   | NOT_ALLOWED",
        "$, files: {a: {source: /x, size: -1}}            | files.a.size         | NOT_SUPPORTED",
        "$, files: {a: {source: /x, mode: 7}}             | files.a.mode         | UNKNOWN_FIELD",
        "$, env: [A]                                      | env                  | WRONG_TYPE",
        "$, env: {A: 1}                                   | env.A                | WRONG_TYPE",
        "$, depends: other                                | depends              | WRONG_TYPE",
        "$, depends: [other]                              | depends[0]           | NOT_ALLOWED",
        "$, depends: [s]                                  | depends              | CONFLICT",
        "$, max_restarts: -2                              | max_restarts         | OUT_OF_RANGE",
        "$, allow_failures: perhaps                       | allow_failures       | WRONG_TYPE",
        "$, node_label: 1                                 | node_label           | WRONG_TYPE",
        "$, nodes: n1                                     | nodes                | WRONG_TYPE",
        "$, racks: [1]                                    | racks[0]             | WRONG_TYPE",
        "$, relax_locality: 1                             | relax_locality       | WRONG_TYPE",
        "$, retries: 1                                    | retries              | UNKNOWN_FIELD",
      })
  void ofAService(String fields, String path, ProblemCode code) {
    assertRefused(
        "services:\n  s: {" + fields.replace("$", SERVICE) + "}\n", "services.s." + path, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: x                 | services | MISSING_FIELD",
        "services: [a]           | services | WRONG_TYPE",
        "services: {}            | services | MISSING_FIELD",
        "services: {s: ls}       | services.s | WRONG_TYPE",
      })
  void ofWhatIsToRun(String text, String path, ProblemCode code) {
    assertRefused("master: {}\n" + text + "\n", path, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b | a    | | a -> b -> a",
        "b | c    | a | a -> b -> c -> a",
        "  | c    | b | b -> c -> b"
      })
  void servicesThatWaitForEachOtherAreNamed(String a, String b, String c, String cycle) {
    String text =
        "services:\n  a: {%s, depends: [%s]}\n  b: {%s, depends: [%s]}\n  c: {%s, depends: [%s]}\n"
            .formatted(
                SERVICE,
                a == null ? "" : a,
                SERVICE,
                b == null ? "" : b,
                SERVICE,
                c == null ? "" : c);

    ManifestReport report = new ManifestReader().read("s.yaml", text);

    assertThat(report.manifests()).isEmpty();
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0).problem().code()).isEqualTo(ProblemCode.CONFLICT);
    assertThat(report.problems().get(0).toString()).contains(cycle).contains("depends");
  }

  private static void assertRefused(String text, String path, ProblemCode code) {
    ManifestReport report = new ManifestReader().read("s.yaml", text);

    assertThat(report.manifests()).as(text).isEmpty();
    assertThat(report.problems())
        .as(text)
        .extracting(p -> p.problem().fieldPath().toString(), p -> p.problem().code())
        .contains(org.assertj.core.groups.Tuple.tuple(path, code));
    assertThat(report.problems().get(0).toString()).startsWith("s.yaml:").contains(": ");
  }
}
