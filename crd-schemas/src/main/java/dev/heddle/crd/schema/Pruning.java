package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.FieldPath;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * An object without the fields that its kind does not know, as Kubernetes stores what it is sent.
 *
 * @param object the rest
 * @param unknown the paths of what was left out
 */
public record Pruning(ObjectNode object, List<FieldPath> unknown) {

  public Pruning {
    unknown = List.copyOf(unknown);
  }

  /** Prunes an object; what was handed in is not changed. */
  public static Pruning of(ResourceType<?> type, ObjectNode written) {
    ObjectNode copy = written.deepCopy();
    List<FieldPath> unknown = new ArrayList<>();
    prune(FieldPath.root(), copy, Schemas.forType(type).root(), unknown);
    return new Pruning(copy, unknown);
  }

  private static void prune(
      FieldPath path, JsonNode value, Schema schema, List<FieldPath> unknown) {
    if (value instanceof ObjectNode object && schema.type() == Schema.Type.OBJECT) {
      Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        FieldPath at = path.field(field.getKey());
        Schema known = schema.property(field.getKey()).or(schema::values).orElse(null);
        if (known != null) {
          prune(at, field.getValue(), known, unknown);
        } else if (!schema.open()) {
          unknown.add(at);
          fields.remove();
        }
      }
    } else if (value.isArray() && schema.items().isPresent()) {
      for (int i = 0; i < value.size(); i++) {
        prune(path.item(i), value.get(i), schema.items().get(), unknown);
      }
    }
  }
}
