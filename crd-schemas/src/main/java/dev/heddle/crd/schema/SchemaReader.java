package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.schema.Schema.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads an {@code openAPIV3Schema}; a keyword it does not know is a mistake of ours. */
final class SchemaReader {

  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "format",
          "pattern",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "default",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private SchemaReader() {}

  static Schema read(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            keyword -> {
              if (!KEYWORDS.contains(keyword)) {
                throw new IllegalArgumentException("a schema has the unknown keyword " + keyword);
              }
            });
    Map<String, Schema> properties = new LinkedHashMap<>();
    node.path("properties")
        .properties()
        .forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
    List<String> rules = new ArrayList<>();
    node.path("x-kubernetes-validations").forEach(rule -> rules.add(text(rule, "message")));
    return new Schema(
        type(node),
        text(node, "description"),
        properties,
        texts(node.path("required")),
        child(node, "additionalProperties").map(SchemaReader::read),
        child(node, "items").map(SchemaReader::read),
        texts(node.path("enum")),
        format(node.path("format").asText("")),
        child(node, "pattern").map(p -> Pattern.compile(p.asText())),
        number(node, "minimum"),
        number(node, "maximum"),
        length(node, "minLength"),
        length(node, "maxLength"),
        child(node, "default"),
        node.path("x-kubernetes-preserve-unknown-fields").asBoolean(false),
        relation(node),
        texts(node.path("x-kubernetes-list-map-keys")),
        rules);
  }

  private static Schema.Type type(JsonNode node) {
    if (node.path("x-kubernetes-int-or-string").asBoolean(false)) {
      return Schema.Type.INT_OR_STRING;
    }
    String type = text(node, "type");
    return switch (type) {
      case "object" -> Schema.Type.OBJECT;
      case "array" -> Schema.Type.ARRAY;
      case "string" -> Schema.Type.STRING;
      case "integer" -> Schema.Type.INTEGER;
      case "number" -> Schema.Type.NUMBER;
      case "boolean" -> Schema.Type.BOOLEAN;
      default -> throw new IllegalArgumentException("a schema has the unknown type " + type);
    };
  }

  private static Schema.Relation relation(JsonNode node) {
    return switch (node.path("type").asText("")) {
      case "object" ->
          node.path("x-kubernetes-map-type").asText("granular").equals("atomic")
              ? Schema.Relation.ATOMIC
              : Schema.Relation.GRANULAR;
      case "array" ->
          switch (node.path("x-kubernetes-list-type").asText("atomic")) {
            case "map" -> Schema.Relation.KEYED;
            case "set" -> Schema.Relation.SET;
            default -> Schema.Relation.ATOMIC;
          };
      default -> Schema.Relation.ATOMIC;
    };
  }

  private static Format format(String format) {
    return switch (format) {
      case "" -> Format.NONE;
      case "int32" -> Format.INT32;
      case "int64" -> Format.INT64;
      case "date" -> Format.DATE;
      case "date-time" -> Format.DATE_TIME;
      case "byte" -> Format.BYTE;
      case "heddle-size" -> Format.SIZE;
      case "heddle-duration" -> Format.DURATION;
      default -> throw new IllegalArgumentException("a schema has the unknown format " + format);
    };
  }

  private static String text(JsonNode node, String name) {
    return child(node, name)
        .map(JsonNode::asText)
        .orElseThrow(() -> new IllegalArgumentException("a schema has no " + name));
  }

  private static Optional<JsonNode> child(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static OptionalLong number(JsonNode node, String name) {
    return node.has(name) ? OptionalLong.of(node.get(name).asLong()) : OptionalLong.empty();
  }

  private static OptionalInt length(JsonNode node, String name) {
    return node.has(name) ? OptionalInt.of(node.get(name).asInt()) : OptionalInt.empty();
  }
}
