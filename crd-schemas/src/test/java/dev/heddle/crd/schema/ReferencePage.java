package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.meta.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference page of a kind, made from its CRD. */
final class ReferencePage {

  private final ResourceType<?> type;
  private final StringBuilder page = new StringBuilder();

  private ReferencePage(ResourceType<?> type) {
    this.type = type;
  }

  static String of(ResourceType<?> type) {
    return new ReferencePage(type).write();
  }

  private String write() {
    ResourceSchema schema = Schemas.forType(type);
    line("# " + type.kind());
    line("");
    line(schema.root().description());
    line("");
    line(
        "`apiVersion: %s`, `kind: %s`; `heddle get %s`, short `%s`; %s."
            .formatted(
                type.apiVersion(),
                type.kind(),
                type.plural(),
                String.join("`, `", type.shortNames()),
                type.namespaced() ? "lives in a namespace" : "lives in no namespace"));
    line("");
    line(
        "This page is made from the [CRD](../../crd-schemas/src/main/resources/crds/%s.yaml);"
            .formatted(type.plural()));
    line("how files are read, and how sizes and durations are written, is in");
    line("[manifest files](manifest-files.md).");
    section("Spec", "spec", schema.root());
    if (schema.hasStatus()) {
      section("Status", "status", schema.root());
    }
    columns(schema.printerColumns());
    return page.toString();
  }

  private void section(String title, String field, Schema root) {
    Schema schema = root.property(field).orElseThrow();
    line("");
    line("## " + title);
    line("");
    line(schema.description());
    line("");
    line("| field | type | default | meaning |");
    line("| --- | --- | --- | --- |");
    rows(field, schema);
    List<String> rules = new ArrayList<>();
    rules(field, schema, rules);
    if (!rules.isEmpty()) {
      line("");
      rules.forEach(rule -> line("- " + rule));
    }
  }

  private void rows(String path, Schema schema) {
    for (Map.Entry<String, Schema> entry : schema.properties().entrySet()) {
      String field = path + "." + entry.getKey();
      Schema value = entry.getValue();
      boolean required = schema.required().contains(entry.getKey());
      line(
          "| `%s` | %s | %s | %s%s |"
              .formatted(
                  field,
                  typeName(value),
                  required ? "**required**" : defaultText(value),
                  value.description().replace("|", "\\|"),
                  limits(value)));
      nested(field, value);
    }
  }

  private void nested(String field, Schema value) {
    rows(field, value);
    value.values().ifPresent(each -> nested(field + ".NAME", each));
    value.items().ifPresent(each -> nested(field + "[]", each));
  }

  private static void rules(String path, Schema schema, List<String> into) {
    schema.rules().forEach(rule -> into.add("`" + path + "`: " + rule + "."));
    schema.properties().forEach((name, value) -> rules(path + "." + name, value, into));
    schema.values().ifPresent(each -> rules(path + ".NAME", each, into));
    schema.items().ifPresent(each -> rules(path + "[]", each, into));
  }

  private static String typeName(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> schema.values().map(v -> "map of " + typeName(v)).orElse("object");
      case ARRAY -> schema.items().map(i -> "list of " + typeName(i)).orElse("list");
      case STRING ->
          switch (schema.format()) {
            case DURATION -> "duration";
            case DATE -> "day";
            case DATE_TIME -> "time";
            case NONE, BYTE, SIZE, INT32, INT64 -> "text";
          };
      case INTEGER -> "integer";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case INT_OR_STRING -> "size";
    };
  }

  private static String defaultText(Schema schema) {
    return schema
        .defaultValue()
        .filter(JsonNode::isValueNode)
        .map(value -> "`" + value.asText() + "`")
        .orElse("");
  }

  private static String limits(Schema schema) {
    List<String> limits = new ArrayList<>();
    if (!schema.allowed().isEmpty()) {
      limits.add(
          "One of "
              + schema.allowed().stream()
                  .map(word -> "`" + word + "`")
                  .collect(Collectors.joining(", ")));
    }
    schema.minimum().ifPresent(least -> limits.add("At least " + least));
    schema.maximum().ifPresent(most -> limits.add("At most " + most));
    schema.maxLength().ifPresent(most -> limits.add("At most " + most + " characters"));
    return limits.isEmpty() ? "" : " " + String.join(". ", limits) + ".";
  }

  private void columns(List<PrinterColumn> columns) {
    line("");
    line("## Columns of `heddle get`");
    line("");
    line("| column | from | shown |");
    line("| --- | --- | --- |");
    for (PrinterColumn column : columns) {
      line(
          "| %s | `%s` | %s |"
              .formatted(
                  column.name().toUpperCase(Locale.ROOT),
                  column.jsonPath(),
                  column.isWide() ? "with `-o wide`" : "always"));
    }
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
