package dev.heddle.crd.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A declaration must not name one item of a list twice: which one would be meant? */
final class DuplicateItems {

  private DuplicateItems() {}

  /**
   * @throws IllegalArgumentException when it does, with the path
   */
  static void refuse(Shape shape, JsonNode declared) {
    refuse(shape, declared, "");
  }

  private static void refuse(Shape shape, JsonNode value, String path) {
    if (shape.isGranular(value)) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        refuse(shape.field(field.getKey()), field.getValue(), path + "." + field.getKey());
      }
      return;
    }
    Optional<List<Step>> steps = shape.steps(value);
    if (steps.isEmpty()) {
      return;
    }
    Set<Step> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      Step step = steps.get().get(i);
      if (!seen.add(step)) {
        throw new IllegalArgumentException(path + ": duplicate entries for key " + step);
      }
      refuse(shape.item(), value.get(i), path + step);
    }
  }
}
