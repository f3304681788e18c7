package dev.heddle.crd.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.schema.ResourceSchema;
import dev.heddle.crd.schema.Schema;
import dev.heddle.crd.schema.Schema.Format;
import dev.heddle.crd.schema.Schema.Relation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A kind that has a field of every sort that merging knows. */
final class SampleKind {

  private SampleKind() {}

  static ResourceSchema schema() {
    return schemaWith(Map.of());
  }

  /** The kind with some fields of its spec described otherwise. */
  static ResourceSchema schemaWith(Map<String, Schema> others) {
    Schema text = leaf(Schema.Type.STRING, Optional.empty());
    Schema number = leaf(Schema.Type.INTEGER, Optional.empty());
    Schema texts = map(text, Relation.GRANULAR);
    Schema set = list(text, Relation.SET, List.of());
    Map<String, Schema> spec = new LinkedHashMap<>();
    spec.put("num", number);
    spec.put("text", text);
    spec.put("nested", struct(fields("a", number, "b", number, "deep", struct(fields("x", text)))));
    spec.put("map", texts);
    spec.put(
        "entries", map(struct(fields("p", number, "q", number, "tags", set)), Relation.GRANULAR));
    spec.put(
        "items",
        list(
            struct(fields("name", text, "v", number, "w", number, "sub", texts)),
            Relation.KEYED,
            List.of("name")));
    spec.put(
        "ports",
        list(
            struct(
                fields(
                    "port",
                    number,
                    "protocol",
                    leaf(Schema.Type.STRING, Optional.of(JsonNodeFactory.instance.textNode("TCP"))),
                    "name",
                    text)),
            Relation.KEYED,
            List.of("port", "protocol")));
    spec.put("tags", set);
    spec.put("alist", list(number, Relation.ATOMIC, List.of()));
    spec.put("amap", map(text, Relation.ATOMIC));
    spec.putAll(others);
    Schema status = struct(fields("phase", text, "counts", map(number, Relation.GRANULAR)));
    Schema metadata = struct(fields("labels", texts, "annotations", texts, "finalizers", set));
    return new ResourceSchema(
        Kinds.NOTEBOOK,
        struct(fields("metadata", metadata, "spec", struct(spec), "status", status)),
        List.of(),
        JsonNodeFactory.instance.objectNode(),
        List.of());
  }

  static Map<String, Schema> fields(Object... namesAndSchemas) {
    Map<String, Schema> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndSchemas.length; i += 2) {
      fields.put((String) namesAndSchemas[i], (Schema) namesAndSchemas[i + 1]);
    }
    return fields;
  }

  static Schema struct(Map<String, Schema> properties) {
    return of(
        Schema.Type.OBJECT,
        properties,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Relation.GRANULAR,
        List.of());
  }

  static Schema map(Schema values, Relation relation) {
    return of(
        Schema.Type.OBJECT,
        Map.of(),
        Optional.of(values),
        Optional.empty(),
        Optional.empty(),
        relation,
        List.of());
  }

  static Schema list(Schema items, Relation relation, List<String> keys) {
    return of(
        Schema.Type.ARRAY,
        Map.of(),
        Optional.empty(),
        Optional.of(items),
        Optional.empty(),
        relation,
        keys);
  }

  private static Schema leaf(Schema.Type type, Optional<JsonNode> defaultValue) {
    return of(
        type,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        defaultValue,
        Relation.ATOMIC,
        List.of());
  }

  private static Schema of(
      Schema.Type type,
      Map<String, Schema> properties,
      Optional<Schema> values,
      Optional<Schema> items,
      Optional<JsonNode> defaultValue,
      Relation relation,
      List<String> keys) {
    return new Schema(
        type,
        "",
        properties,
        List.of(),
        values,
        items,
        List.of(),
        Format.NONE,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        defaultValue,
        false,
        relation,
        keys,
        List.of());
  }

  /** An object with that spec, in JSON with single quotes. */
  static ObjectNode spec(String spec) {
    return tree("{'metadata': {'name': 'x'}, 'spec': " + spec + "}");
  }

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) Json.mapper().readTree(json.replace("\\'", "\\\"").replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
