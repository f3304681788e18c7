package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.APPLICATION;
import static dev.heddle.crd.schema.Trees.NOTEBOOK;
import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of probes, ports, hooks and pauses that cannot be meant. */
class SupervisionRulesTest {

  private static final String WEB = "spec.services.web.";

  private static List<Problem> of(String fields) {
    return SchemaValidator.validate(
        Kinds.APPLICATION,
        yaml(
            APPLICATION
                + """
                spec:
                  services:
                    web:
                      resources: {memory: 1024, vcores: 1}
                      script: sleep 1
                      ports: {http: {}, debug: {port: 9000}}
                """
                + fields.indent(6)));
  }

  private static String told(String fields) {
    List<Problem> problems = of(fields);
    assertThat(problems).as(fields).hasSize(1);
    return problems.get(0).fieldPath().replace(WEB, "") + " " + problems.get(0).message();
  }

  @Test
  void whatKubernetesUsersWriteIsRight() {
    assertThat(
            of(
                """
                startup: {tcpSocket: {port: http}, failureThreshold: 30}
                liveness: {exec: {command: [cat, healthy]}, initialDelay: 5s, period: 5s}
                readiness:
                  httpGet: {path: /up, port: 8080, scheme: HTTPS, status: 204, tokenEnv: T}
                  timeout: 3s
                  successThreshold: 2
                hooks: {preStop: {command: [sleep, "1"]}}
                restartBackoff: {initial: 1s}
                """))
        .isEmpty();
  }

  @Test
  void theShortFormMayHaveItsDefaultsWrittenOut() {
    ObjectNode completed =
        Defaults.apply(
            Kinds.APPLICATION,
            yaml(
                APPLICATION
                    + """
                    spec:
                      services:
                        web:
                          resources: {memory: 1024, vcores: 1}
                          script: sleep 1
                          readiness: {path: /up}
                    """));

    assertThat(completed.at("/spec/services/web/readiness/period").asText()).isEqualTo("10s");
    assertThat(SchemaValidator.validate(Kinds.APPLICATION, completed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "liveness: {}"
            + "|liveness nothing says what is to be asked; needed is exactly one of httpGet,"
            + " tcpSocket and exec",
        "readiness: {period: 2s}"
            + "|readiness nothing says what is to be asked; needed is exactly one of httpGet,"
            + " tcpSocket, exec and path",
        "startup: {httpGet: {path: /}, tcpSocket: {port: 1}}"
            + "|startup.tcpSocket found both httpGet and tcpSocket; allowed is exactly one",
        "readiness: {path: /, exec: {command: [a]}}"
            + "|readiness.exec found both path and exec; allowed is exactly one of them",
        "readiness: {path: /, failureThreshold: 5}"
            + "|readiness.failureThreshold it has no effect with path, the short form; write"
            + " 'httpGet: {path: ...} instead'",
        "readiness: {tcpSocket: {port: http}, tokenEnv: A}"
            + "|readiness.tokenEnv it belongs to path; with httpGet, write it there",
        "liveness: {exec: {command: [a]}, successThreshold: 2}"
            + "|liveness.successThreshold found 2; allowed is 1, except under readiness",
        "liveness: {exec: {command: []}}"
            + "|liveness.exec.command there is nothing to run; needed are a program and its"
            + " arguments, such as [bash, -c, \"...\"]",
        "liveness: {exec: {command: [a]}, period: 10ms}"
            + "|liveness.period found 10ms; allowed is 100ms or more",
        "liveness: {exec: {command: [a]}, timeout: 0s}"
            + "|liveness.timeout found 0s; allowed is 100ms or more",
        "liveness: {tcpSocket: {port: 70000}}"
            + "|liveness.tcpSocket.port found 70000; allowed is 1 to 65535",
        "liveness: {tcpSocket: {port: htp}}"
            + "|liveness.tcpSocket.port there is no port \"htp\"; there are http, debug; did you"
            + " mean \"http\"?",
        "hooks: {preStart: {command: []}}"
            + "|hooks.preStart.command there is nothing to run; needed are a program and its"
            + " arguments, such as [bash, -c, \"...\"]",
        "restartBackoff: {initial: 1m}"
            + "|restartBackoff.initial found 1m, which is more than max, 30s"
      })
  void aMistakeIsToldWithItsPlace(String fields, String message) {
    assertThat(told(fields)).isEqualTo(message.replace("'", ""));
  }

  private static String ports(String ports) {
    List<Problem> problems =
        SchemaValidator.validate(
            Kinds.APPLICATION,
            yaml(
                APPLICATION
                    + """
                    spec:
                      services:
                        web:
                          resources: {memory: 1024, vcores: 1}
                          script: sleep 1
                          ports: {%s}
                    """
                        .formatted(ports)));
    assertThat(problems).as(ports).hasSize(1);
    return problems.get(0).fieldPath().replace(WEB, "") + " " + problems.get(0).message();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b: {}|ports[a b] \"a b\" cannot name a port",
        "\"80\": {}|ports.80 \"80\" cannot name a port",
        "range: {}|ports.range HEDDLE_PORT_RANGE is Heddle's own",
        "a-b: {}, A_B: {}|ports.A_B HEDDLE_PORT_A_B would be both this port and \"a-b\"",
        "a: {port: 1, range: 2-3}|ports.a.range found both port and range",
        "a: {port: 70000}|ports.a.port found 70000",
        "a: {range: 5-3}|ports.a.range found \"5-3\"; allowed are two numbers from 1 to 65535",
        "a: {range: 5-99999}|ports.a.range found \"5-99999\"",
        "a: {range: x}|ports.a.range found \"x\"",
        "a: {port: 9}, b: {port: 9}|ports.b.port found 9, which port \"a\" has already"
      })
  void aPortThatCannotBeIsToldWithItsPlace(String written, String message) {
    assertThat(ports(written.replace("\\\"", "\""))).startsWith(message);
  }

  @Test
  void aNotebookSaysHowItIsStartedAgain() {
    assertThat(
            SchemaValidator.validate(
                Kinds.NOTEBOOK,
                yaml(
                    NOTEBOOK
                        + "spec: {maxRestarts: 2, restartWindow: 1h, restartBackoff: {max: 100ms}}")))
        .singleElement()
        .extracting(Problem::fieldPath)
        .isEqualTo("spec.restartBackoff.initial");
  }

  @Test
  void aServiceThatUsesNothingOfThisIsLaunchedAsBefore() {
    ObjectNode object =
        yaml(
            APPLICATION
                + """
                spec:
                  services:
                    web:
                      resources: {memory: 1024, vcores: 1}
                      script: sleep 1
                      readiness: {path: /up, tokenEnv: T}
                """);
    ObjectNode written =
        Json.toTree(Json.fromTree(Kinds.APPLICATION, Defaults.apply(Kinds.APPLICATION, object)));

    ObjectNode meant = Defaults.omit(Kinds.APPLICATION, written);

    assertThat(meant.at("/spec/services/web").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("resources", "script", "readiness");
    assertThat(meant.at("/spec/services/web/readiness").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("path", "tokenEnv");
  }
}
