package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;
import java.util.regex.Pattern;

/** JSON Schemas (draft-07) of the kinds, with which editors complete and check manifests. */
public final class JsonSchemas {

  private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonSchemas() {}

  /** The schema of one kind, as people write it: short forms are allowed. */
  public static ObjectNode of(ResourceType<?> type) {
    Schema root = Schemas.forType(type).root();
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", DRAFT);
    schema.put("title", type.kind());
    schema.setAll(node(root, ""));
    ObjectNode properties = schema.withObject("/properties");
    properties.withObject("/apiVersion").put("const", type.apiVersion());
    properties.withObject("/kind").put("const", type.kind());
    ArrayNode required = schema.putArray("required").add("apiVersion").add("kind").add("metadata");
    root.required().forEach(required::add);
    return schema;
  }

  /** The schema of a file that may hold any of these kinds. */
  public static ObjectNode anyOf(List<ResourceType<?>> types) {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", DRAFT);
    schema.put("title", "A resource of Heddle");
    schema.put("type", "object");
    ArrayNode choices = schema.putArray("oneOf");
    types.forEach(type -> choices.addObject().put("$ref", type.singular() + ".json"));
    return schema;
  }

  /** The kinds that have a CRD. */
  public static List<ResourceType<?>> types() {
    return Kinds.all().stream().filter(type -> type.group().equals(Kinds.GROUP)).toList();
  }

  private static ObjectNode node(Schema schema, String name) {
    ObjectNode node = JSON.objectNode();
    node.put("description", schema.description());
    switch (schema.type()) {
      case OBJECT -> object(node, schema, name);
      case ARRAY -> {
        node.put("type", "array");
        schema.items().ifPresent(items -> node.set("items", node(items, "")));
      }
      case STRING -> {
        node.put("type", "string");
        text(node, schema);
      }
      case INTEGER -> number(node.put("type", "integer"), schema);
      case NUMBER -> number(node.put("type", "number"), schema);
      case BOOLEAN -> node.put("type", "boolean");
      case INT_OR_STRING -> {
        ArrayNode choices = node.putArray("anyOf");
        choices.addObject().put("type", "integer").put("minimum", 1);
        text(choices.addObject().put("type", "string"), schema);
      }
    }
    schema.defaultValue().ifPresent(value -> node.set("default", value));
    return node;
  }

  private static void object(ObjectNode node, Schema schema, String name) {
    node.put("type", "object");
    if (schema.isMap()) {
      Schema values = schema.values().orElseThrow();
      ObjectNode value = node(values, "");
      node.set("additionalProperties", name.equals(Shorthands.FILES) ? orSource(value) : value);
      return;
    }
    ObjectNode properties = node.putObject("properties");
    schema.properties().forEach((field, child) -> properties.set(field, property(child, field)));
    if (!schema.required().isEmpty()) {
      schema.required().forEach(node.withArray("/required")::add);
    }
    if (!schema.open()) {
      node.put("additionalProperties", false);
    }
  }

  private static ObjectNode property(Schema schema, String name) {
    ObjectNode node = node(schema, name);
    return name.equals(Shorthands.LOG_CONFIG) ? orSource(node) : node;
  }

  /** A file may be given by its source alone. */
  private static ObjectNode orSource(ObjectNode file) {
    ObjectNode either = JSON.objectNode();
    either.set("description", file.get("description"));
    ArrayNode choices = either.putArray("anyOf");
    choices.add(file.path("properties").path("source").deepCopy());
    choices.add(file);
    return either;
  }

  private static void text(ObjectNode node, Schema schema) {
    if (!schema.allowed().isEmpty()) {
      schema.allowed().forEach(node.withArray("/enum")::add);
    }
    schema.minLength().ifPresent(least -> node.put("minLength", least));
    schema.maxLength().ifPresent(most -> node.put("maxLength", most));
    schema.pattern().map(Pattern::pattern).ifPresent(pattern -> node.put("pattern", pattern));
    if (schema.format() == Schema.Format.DATE) {
      node.put("format", "date");
    }
    if (schema.format() == Schema.Format.DATE_TIME) {
      node.put("format", "date-time");
    }
  }

  private static void number(ObjectNode node, Schema schema) {
    schema.minimum().ifPresent(least -> node.put("minimum", least));
    schema.maximum().ifPresent(most -> node.put("maximum", most));
  }
}
