package dev.heddle.crd.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.PlacementRule;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.yaml.ManifestReader;
import dev.heddle.crd.yaml.ManifestReport;
import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What YARN is told with a submission: priority, lifetime, logs, runtimes, placement. */
class SubmissionFieldsTest {

  private static final String SERVICE = "resources: {memory: 1024, vcores: 1}, script: ls";

  @Test
  void allOfThemAreRead() {
    ManifestReport report =
        read(
            """
                priority: 5
                maxLifetime: 12h
                logs: {include: '.*[.]log', rolledInclude: 's[.]log'}
                master:
                  logLevel: "off"
                  logConfig: hdfs:///log4j.properties
                  runtime: {type: RunC, image: box}
                services:
                  db: {$}
                  s:
                    resources: {memory: 1024, vcores: 1}
                    script: ls
                    runtime:
                      type: Docker
                      image: library/python:3.12
                      mounts: [{source: /data, target: /data}]
                    placement:
                      - {relation: AntiAffinity, services: [s]}
                      - {relation: Cardinality, services: [db], scope: Rack, max: 2}
                """);

    assertThat(report.problems()).isEmpty();
    Application application = report.manifests().get(0).resource(Kinds.APPLICATION);

    assertThat(application.spec().priority()).contains(5);
    assertThat(application.spec().maxLifetime()).contains(Duration.ofHours(12));
    assertThat(application.spec().logs().orElseThrow().rolledInclude()).contains("s[.]log");
    assertThat(application.spec().master().orElseThrow().logLevel()).isEqualTo(LogLevel.OFF);
    assertThat(application.spec().master().orElseThrow().logConfig().orElseThrow().source())
        .isEqualTo("hdfs:///log4j.properties");
    Service service = application.spec().services().get("s");
    assertThat(service.runtime().orElseThrow().mounts())
        .containsExactly(new ContainerRuntime.Mount("/data", "/data", true));
    assertThat(service.placement())
        .extracting(PlacementRule::relation, PlacementRule::scope, PlacementRule::services)
        .containsExactly(
            Tuple.tuple(
                PlacementRule.Relation.ANTI_AFFINITY, PlacementRule.Scope.NODE, List.of("s")),
            Tuple.tuple(
                PlacementRule.Relation.CARDINALITY, PlacementRule.Scope.RACK, List.of("db")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priority: -1 | spec.priority | OUT_OF_RANGE",
        "maxLifetime: soon | spec.maxLifetime | BAD_FORMAT",
        "maxLifetime: 0s | spec.maxLifetime | OUT_OF_RANGE",
        "logs: {include: '['} | spec.logs.include | BAD_FORMAT",
        "logs: {rolledExclude: x} | spec.logs.rolledExclude | MISSING_FIELD",
        "master: {logLevel: loud} | spec.master.logLevel | NOT_ALLOWED",
        "master: {runtime: {type: Docker}} | spec.master.runtime.image | MISSING_FIELD",
        "master: {runtime: {image: a}} | spec.master.runtime.image | CONFLICT",
        "master: {runtime: {type: RunC, image: a, privileged: true}} | spec.master.runtime.privileged | CONFLICT",
        "master: {runtime: {type: RunC, image: a, network: host}} | spec.master.runtime.network | CONFLICT",
        "master: {runtime: {type: Docker, image: 'a b'}} | spec.master.runtime.image | BAD_FORMAT",
        "'master: {runtime: {type: Docker, image: a, mounts: [{source: data, target: /d}]}}' | spec.master.runtime.mounts[0].source | BAD_FORMAT",
        "master: {env: {YARN_CONTAINER_RUNTIME_TYPE: docker}} | spec.master.env.YARN_CONTAINER_RUNTIME_TYPE | CONFLICT",
      })
  void mistakesOfAnApplicationAreToldWithTheirPlace(String line, String path, ProblemCode code) {
    assertThat(problems(line + "\nservices: {s: {$}}\n")).contains(Tuple.tuple(path, code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "placement: [{relation: Near, services: [s]}] | placement[0].relation | NOT_ALLOWED",
        "placement: [{relation: Affinity, services: []}] | placement[0].services | MISSING_FIELD",
        "placement: [{relation: Affinity, services: [x]}] | placement[0].services[0] | NOT_ALLOWED",
        "placement: [{relation: Affinity, services: [s]}] | placement[0].services[0] | CONFLICT",
        "placement: [{relation: Cardinality, services: [s]}] | placement[0].max | MISSING_FIELD",
        "'placement: [{relation: AntiAffinity, services: [s], max: 2}]' | placement[0].max | CONFLICT",
        "'placement: [{relation: Cardinality, services: [s], min: 2, max: 2}]' | placement[0].min | OUT_OF_RANGE",
        "'placement: [{relation: AntiAffinity, services: [s]}], nodes: [n]' | nodes | CONFLICT",
        "'placement: [{relation: AntiAffinity, services: [s]}], nodeLabel: gpu' | nodeLabel | CONFLICT",
      })
  void mistakesOfPlacementAreToldWithTheirPlace(String fields, String path, ProblemCode code) {
    assertThat(problems("services: {s: {$, " + fields + "}}\n"))
        .contains(Tuple.tuple("spec.services.s." + path, code));
  }

  private static List<Tuple> problems(String spec) {
    ManifestReport report = read(spec);
    assertThat(report.manifests()).as(spec).isEmpty();
    return report.problems().stream()
        .map(p -> Tuple.tuple(p.problem().fieldPath().toString(), p.problem().code()))
        .toList();
  }

  private static ManifestReport read(String spec) {
    return new ManifestReader()
        .read(
            "s.yaml",
            "apiVersion: heddle.dev/v1\nkind: Application\nmetadata: {name: x, namespace: a}\nspec:\n"
                + spec.replace("$", SERVICE).indent(2));
  }
}
