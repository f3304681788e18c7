package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schema;
import dev.heddle.crd.schema.Schema.Relation;
import dev.heddle.crd.schema.Schemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kubernetes' strategic merge patch: a merge patch in which lists whose items the schema tells
 * apart are merged item by item. Knows the directives {@code $patch}, {@code $retainKeys}, {@code
 * $deleteFromPrimitiveList} and {@code $setElementOrder}.
 */
final class StrategicPatch {

  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private static final long MOST_COMPARISONS = 10_000_000;

  private StrategicPatch() {}

  /**
   * The patched object; neither argument is changed.
   *
   * @throws ApiException BadRequest when a directive is malformed
   */
  static ObjectNode apply(ResourceType<?> type, ObjectNode object, ObjectNode patch) {
    return mapping(Optional.of(Schemas.forType(type).root()), object.deepCopy(), patch);
  }

  private static ObjectNode mapping(Optional<Schema> schema, ObjectNode target, ObjectNode patch) {
    String directive = patch.path(PATCH).asText("merge");
    if (directive.equals("replace")) {
      return without(patch);
    }
    if (directive.equals("delete")) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!directive.equals("merge")) {
      throw ApiException.badRequest("unknown patch type found: " + directive);
    }
    if (patch.path(RETAIN) instanceof ArrayNode retained) {
      Set<String> names = new HashSet<>();
      retained.forEach(name -> names.add(name.asText()));
      target.retain(names);
    }
    Map<String, JsonNode> orders = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.startsWith(DELETE)) {
        String list = name.substring(DELETE.length());
        if (target.get(list) instanceof ArrayNode there) {
          target.set(list, lacking(there, value));
        }
      } else if (name.startsWith(ORDER)) {
        orders.put(name.substring(ORDER.length()), value);
      } else if (!name.equals(PATCH) && !name.equals(RETAIN)) {
        set(field(schema, name), target, name, value);
      }
    }
    orders.forEach((name, order) -> order(field(schema, name), target, name, order));
    return target;
  }

  private static void set(Optional<Schema> schema, ObjectNode target, String name, JsonNode value) {
    if (value.isNull()) {
      target.remove(name);
    } else if (value instanceof ObjectNode part) {
      boolean gone = part.path(PATCH).asText("").equals("delete");
      ObjectNode inner =
          target.get(name) instanceof ObjectNode there
              ? there
              : JsonNodeFactory.instance.objectNode();
      if (gone) {
        target.remove(name);
      } else {
        target.set(name, mapping(schema, inner, part));
      }
    } else if (value instanceof ArrayNode items) {
      ArrayNode there =
          target.get(name) instanceof ArrayNode list ? list : JsonNodeFactory.instance.arrayNode();
      target.set(name, list(schema, there, items));
    } else {
      target.set(name, value);
    }
  }

  private static ArrayNode list(Optional<Schema> schema, ArrayNode target, ArrayNode patch) {
    bounded(target, patch);
    Relation relation = schema.map(Schema::relation).orElse(Relation.ATOMIC);
    if (relation == Relation.SET) {
      ArrayNode merged = target.deepCopy();
      patch.forEach(
          item -> {
            if (!contains(merged, item)) {
              merged.add(item);
            }
          });
      return merged;
    }
    return relation == Relation.KEYED
        ? keyed(schema.orElseThrow(), target, patch)
        : patch.deepCopy();
  }

  private static ArrayNode keyed(Schema schema, ArrayNode target, ArrayNode patch) {
    List<JsonNode> merged = new ArrayList<>();
    boolean replaced = false;
    for (JsonNode item : patch) {
      replaced |= item.size() == 1 && item.path(PATCH).asText("").equals("replace");
    }
    if (!replaced) {
      target.forEach(merged::add);
    }
    for (JsonNode item : patch) {
      if (!(item instanceof ObjectNode part) || (part.size() == 1 && part.has(PATCH))) {
        continue;
      }
      int at = 0;
      while (at < merged.size() && !sameItem(schema, merged.get(at), part)) {
        at++;
      }
      if (part.path(PATCH).asText("").equals("delete")) {
        if (at < merged.size()) {
          merged.remove(at);
        }
      } else if (at < merged.size() && merged.get(at) instanceof ObjectNode there) {
        merged.set(at, mapping(schema.items(), there, part));
      } else {
        merged.add(mapping(schema.items(), JsonNodeFactory.instance.objectNode(), part));
      }
    }
    return JsonNodeFactory.instance.arrayNode().addAll(merged);
  }

  private static boolean sameItem(Schema schema, JsonNode item, JsonNode part) {
    for (String key : schema.keys()) {
      if (!part.has(key)) {
        throw ApiException.badRequest(
            "an item of the patch has no " + key + ", which tells items apart");
      }
      if (!part.get(key).equals(item.get(key))) {
        return false;
      }
    }
    return true;
  }

  /** Brings the items that are named into that order; others follow them. */
  private static void order(
      Optional<Schema> schema, ObjectNode target, String name, JsonNode order) {
    if (!(target.get(name) instanceof ArrayNode list)) {
      return;
    }
    bounded(list, order);
    boolean keyed = schema.map(s -> s.relation() == Relation.KEYED).orElse(false);
    List<JsonNode> rest = new ArrayList<>();
    list.forEach(rest::add);
    ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
    for (JsonNode wanted : order) {
      for (int i = 0; i < rest.size(); i++) {
        JsonNode item = rest.get(i);
        if (keyed ? sameItem(schema.orElseThrow(), item, wanted) : item.equals(wanted)) {
          ordered.add(rest.remove(i));
          break;
        }
      }
    }
    target.set(name, ordered.addAll(rest));
  }

  private static Optional<Schema> field(Optional<Schema> schema, String name) {
    return schema.flatMap(s -> s.property(name).or(s::values));
  }

  private static ObjectNode without(ObjectNode patch) {
    ObjectNode rest = patch.deepCopy();
    rest.remove(PATCH);
    return rest;
  }

  private static ArrayNode lacking(ArrayNode list, JsonNode gone) {
    bounded(list, gone);
    ArrayNode rest = JsonNodeFactory.instance.arrayNode();
    list.forEach(
        item -> {
          if (!contains(gone, item)) {
            rest.add(item);
          }
        });
    return rest;
  }

  /** Lists are compared item by item: two long ones would take for ever. */
  private static void bounded(JsonNode one, JsonNode other) {
    if ((long) one.size() * other.size() > MOST_COMPARISONS) {
      throw ApiException.badRequest(
          "lists of %d and %d items are too long for a strategic merge patch"
              .formatted(one.size(), other.size()));
    }
  }

  private static boolean contains(JsonNode list, JsonNode item) {
    for (JsonNode one : list) {
      if (one.equals(item)) {
        return true;
      }
    }
    return false;
  }
}
