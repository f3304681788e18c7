package dev.heddle.crd.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CRD files say what the registry of kinds says, and hold together. */
class CrdFilesTest {

  static Stream<ResourceType<?>> kinds() {
    return Kinds.served().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void namesAndScopeAreThoseOfTheRegistry(ResourceType<?> type) {
    JsonNode crd = crd(type);
    JsonNode spec = crd.path("spec");
    JsonNode names = spec.path("names");

    assertThat(spec.path("group").asText()).isEqualTo(type.group());
    assertThat(spec.path("scope").asText()).isEqualTo(type.namespaced() ? "Namespaced" : "Cluster");
    assertThat(names.path("kind").asText()).isEqualTo(type.kind());
    assertThat(names.path("listKind").asText()).isEqualTo(type.kind() + "List");
    assertThat(names.path("plural").asText()).isEqualTo(type.plural());
    assertThat(names.path("singular").asText()).isEqualTo(type.singular());
    List<String> shortNames = new ArrayList<>();
    names.path("shortNames").forEach(name -> shortNames.add(name.asText()));
    assertThat(shortNames).isEqualTo(type.shortNames());
    assertThat(spec.path("versions")).hasSize(1);
    assertThat(spec.at("/versions/0/name").asText()).isEqualTo(type.version());
    if (type.group().equals(Kinds.GROUP)) {
      assertThat(crd.at("/metadata/name").asText()).isEqualTo(type.plural() + "." + type.group());
      assertThat(spec.at("/versions/0/subresources").has("status")).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldIsDescribedAndEveryDefaultIsRight(ResourceType<?> type) {
    List<String> wrong = new ArrayList<>();
    check(type.kind(), Schemas.forType(type).root(), wrong);

    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyColumnShowsAFieldThatExists(ResourceType<?> type) {
    ResourceSchema schema = Schemas.forType(type);

    assertThat(schema.printerColumns()).isNotEmpty();
    for (PrinterColumn column : schema.printerColumns()) {
      String path = column.jsonPath().toString().replaceAll("\\[\\?.*?\\)\\]", "[]");
      assertThat(exists(schema.root(), path)).as(path).isTrue();
      assertThat(column.type()).isIn("string", "integer", "boolean", "date");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 GiB", "2Gi", "1024", "1.5gb", " 3 k ", "7b", "1 Tib"})
  void thePatternOfSizesAgreesWithTheirParser(String size) {
    assertThat(DataSize.parse(size).bytes()).isPositive();
    assertThat(spec("resources").property("memory").get().pattern().get().matcher(size).find())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"90s", "1h30m", "1 d", "250ms", "1d 2h 3m 4s 5ms"})
  void thePatternOfDurationsAgreesWithTheirParser(String duration) {
    assertThat(Durations.parse(duration)).isPositive();
    assertThat(spec("stopGrace").pattern().get().matcher(duration).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "1s1h", "-1s", "1.5h", "s", "1y"})
  void thePatternOfDurationsRefusesWhatTheParserRefuses(String duration) {
    assertThat(spec("stopGrace").pattern().get().matcher(duration).find()).isFalse();
    assertThat(Stream.of(duration).filter(CrdFilesTest::isDuration)).isEmpty();
  }

  private static boolean isDuration(String text) {
    try {
      Durations.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Schema spec(String field) {
    return Schemas.forType(Kinds.NOTEBOOK)
        .root()
        .property("spec")
        .flatMap(spec -> spec.property(field))
        .orElseThrow();
  }

  private static void check(String path, Schema schema, List<String> wrong) {
    if (schema.description().isBlank() || !schema.description().endsWith(".")) {
      wrong.add(path + " has no sentence that describes it");
    }
    schema
        .pattern()
        .map(Pattern::pattern)
        .filter(pattern -> !pattern.startsWith("^") || !pattern.endsWith("$"))
        .ifPresent(pattern -> wrong.add(path + " has a pattern for a part of it: " + pattern));
    schema.required().stream()
        .filter(name -> !schema.properties().containsKey(name))
        .forEach(name -> wrong.add(path + " requires the unknown field " + name));
    if (schema.type() == Schema.Type.ARRAY && schema.items().isEmpty()) {
      wrong.add(path + " does not say what its items are");
    }
    schema
        .defaultValue()
        .filter(JsonNode::isValueNode)
        .ifPresent(value -> checkDefault(path, schema, value, wrong));
    schema.properties().forEach((name, child) -> check(path + "." + name, child, wrong));
    schema.values().ifPresent(child -> check(path + ".*", child, wrong));
    schema.items().ifPresent(child -> check(path + "[]", child, wrong));
  }

  private static void checkDefault(String path, Schema schema, JsonNode value, List<String> wrong) {
    boolean right =
        switch (schema.type()) {
          case BOOLEAN -> value.isBoolean();
          case INTEGER -> value.isInt() && value.asLong() >= schema.minimum().orElse(0);
          case STRING, INT_OR_STRING -> {
            Findings findings = new Findings(false);
            ValueForms.check(FieldPath.root(), value.asText(), schema, findings);
            yield value.isTextual() && findings.problems().isEmpty();
          }
          case OBJECT, ARRAY, NUMBER -> false;
        };
    if (!right) {
      wrong.add(path + " has a default that it would refuse: " + value);
    }
  }

  private static boolean exists(Schema root, String path) {
    Schema at = root;
    for (String step : path.substring(1).split("\\.")) {
      boolean item = step.endsWith("[]");
      String name = item ? step.substring(0, step.length() - 2) : step;
      if (at.property(name).isEmpty()) {
        return false;
      }
      at = at.property(name).get();
      at = item ? at.items().orElseThrow() : at;
    }
    return true;
  }

  private static JsonNode crd(ResourceType<?> type) {
    return new DocumentReader(Limits.standard())
        .read("crd.yaml", Schemas.yaml(type))
        .get(0)
        .tree()
        .orElseThrow()
        .root();
  }
}
