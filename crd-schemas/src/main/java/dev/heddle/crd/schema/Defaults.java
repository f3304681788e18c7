package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;

/** Writes out what absent fields mean. */
public final class Defaults {

  private Defaults() {}

  /**
   * A copy of an object in which every absent field that has a default has its value, and fields
   * with the value null are gone. Applying it twice is applying it once.
   */
  public static ObjectNode apply(ResourceType<?> type, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    complete(copy, Schemas.forType(type).root());
    return copy;
  }

  private static void complete(JsonNode node, Schema schema) {
    if (node instanceof ObjectNode object) {
      schema.properties().forEach((name, field) -> completeField(object, name, field));
      schema.values().ifPresent(value -> object.forEach(each -> complete(each, value)));
    } else if (node.isArray()) {
      schema.items().ifPresent(item -> node.forEach(each -> complete(each, item)));
    }
  }

  private static void completeField(ObjectNode object, String name, Schema field) {
    if (!object.hasNonNull(name)) {
      object.remove(name);
      field.defaultValue().ifPresent(value -> object.set(name, value.deepCopy()));
    }
    JsonNode value = object.get(name);
    if (value != null) {
      complete(value, field);
    }
  }
}
