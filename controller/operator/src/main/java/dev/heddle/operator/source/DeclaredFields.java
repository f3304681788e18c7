package dev.heddle.operator.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Merging of what a file declares into what lives: declared fields are set, fields that the file
 * declared before and no longer does are taken away, all others stay (three-way). Mappings are
 * merged field by field; lists are values, set as a whole.
 */
final class DeclaredFields {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private DeclaredFields() {}

  /** The names of the fields of a tree, nested as they are, without their values (I15). */
  static ObjectNode shape(JsonNode tree) {
    ObjectNode shape = JSON.objectNode();
    if (tree.isObject()) {
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        if (!field.getValue().isNull()) {
          shape.set(field.getKey(), shape(field.getValue()));
        }
      }
    }
    return shape;
  }

  /**
   * The merged tree; no argument is changed.
   *
   * @param live what is there, by whomever
   * @param declared what the file says now
   * @param before the shape of what it said when it was last applied
   */
  static JsonNode merge(JsonNode live, JsonNode declared, JsonNode before) {
    if (!declared.isObject()) {
      return declared.deepCopy();
    }
    ObjectNode merged = live.isObject() ? live.deepCopy() : JSON.objectNode();
    for (Map.Entry<String, JsonNode> gone : before.properties()) {
      if (!declared.hasNonNull(gone.getKey())) {
        remove(merged, gone.getKey(), gone.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> field : declared.properties()) {
      String name = field.getKey();
      if (!field.getValue().isNull()) {
        merged.set(name, merge(merged.path(name), field.getValue(), before.path(name)));
      }
    }
    return merged;
  }

  /** Takes away a field that was declared, but of a mapping only what was declared in it. */
  private static void remove(ObjectNode from, String name, JsonNode shape) {
    if (shape.isEmpty() || !(from.get(name) instanceof ObjectNode inner)) {
      from.remove(name);
      return;
    }
    for (Map.Entry<String, JsonNode> field : shape.properties()) {
      remove(inner, field.getKey(), field.getValue());
    }
    if (inner.isEmpty()) {
      from.remove(name);
    }
  }
}
