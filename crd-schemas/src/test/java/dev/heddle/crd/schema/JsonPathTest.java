package dev.heddle.crd.schema;

import static dev.heddle.crd.schema.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  private static final ObjectNode OBJECT =
      yaml(
          """
          metadata:
            name: churn
            labels: {app.kubernetes.io/name: jupyter}
          spec: {arguments: [a, b, c], user: null}
          status:
            phase: Ready
            conditions:
              - {type: Reconciling, status: "False"}
              - {type: Ready, status: "True", reason: Serving}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".metadata.name | churn",
        "$.metadata.name | churn",
        "{.metadata.name} | churn",
        ".metadata.labels['app.kubernetes.io/name'] | jupyter",
        ".spec.arguments[1] | b",
        ".spec.arguments[-1] | c",
        ".spec.arguments[9] | -",
        ".spec.arguments[*] | a b c",
        ".spec.user | -",
        ".status.conditions[?(@.type==\"Ready\")].status | True",
        ".status.conditions[?(@.type=='Ready')].reason | Serving",
        ".status.conditions[?(@.type==\"Stalled\")].status | -",
        ".status.conditions[*].type | Reconciling Ready",
        ".nothing.at.all | -"
      })
  void leadsToWhatIsThere(String path, String expected) {
    String found =
        String.join(" ", JsonPath.parse(path).all(OBJECT).stream().map(JsonNode::asText).toList());

    assertThat(found).isEqualTo(expected.equals("-") ? "" : expected);
  }

  @Test
  void aDotInAKeyCanBeEscaped() {
    assertThat(JsonPath.parse(".a\\.b").first(yaml("a.b: 1")))
        .hasValueSatisfying(value -> assertThat(value.asInt()).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", ".status..phase", ".a[", ".a[?(@.b)]", ".a[x]"})
  void whatCannotBeReadIsRefused(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stopped at");
  }
}
