package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quantity.Durations;

/** Writes out what absent fields mean, and leaves out what an absent field would mean too. */
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

  /**
   * A copy of a valid object without the fields that say no more than an absent one would: null, an
   * empty text, list or object, and the default. Two objects that mean the same are equal after it,
   * also when one was written by a version that did not know a field yet. Keys of maps and items of
   * lists stay: they are what somebody wrote.
   */
  public static ObjectNode omit(ResourceType<?> type, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    reduce(copy, Schemas.forType(type).root());
    return copy;
  }

  private static void reduce(JsonNode node, Schema schema) {
    if (node instanceof ObjectNode object) {
      schema.properties().forEach((name, field) -> reduceField(object, name, field));
      schema.values().ifPresent(value -> object.forEach(each -> reduce(each, value)));
    } else if (node.isArray()) {
      schema.items().ifPresent(item -> node.forEach(each -> reduce(each, item)));
    }
  }

  private static void reduceField(ObjectNode object, String name, Schema field) {
    JsonNode value = object.get(name);
    if (value == null) {
      return;
    }
    reduce(value, field);
    if (saysNothing(value)
        || field.defaultValue().filter(meant -> same(meant, value, field)).isPresent()) {
      object.remove(name);
    }
  }

  private static boolean saysNothing(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty());
  }

  private static boolean same(JsonNode meant, JsonNode value, Schema field) {
    return switch (field.format()) {
      case SIZE -> DataSize.parse(meant.asText()).equals(DataSize.parse(value.asText()));
      case DURATION -> Durations.parse(meant.asText()).equals(Durations.parse(value.asText()));
      default -> meant.asText().equals(value.asText()) && value.isValueNode();
    };
  }
}
