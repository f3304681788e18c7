package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7386): objects are merged, null removes, all else replaces. */
final class MergePatch {

  private MergePatch() {}

  /** A new tree; neither argument is changed. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    ObjectNode result = target.deepCopy();
    merge(result, patch);
    return result;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value instanceof ObjectNode part) {
                ObjectNode inner =
                    target.get(field.getKey()) instanceof ObjectNode existing
                        ? existing
                        : JsonNodeFactory.instance.objectNode();
                merge(inner, part);
                target.set(field.getKey(), inner);
              } else {
                target.set(field.getKey(), value.deepCopy());
              }
            });
  }
}
