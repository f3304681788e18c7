package dev.heddle.crd.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lays what a writer declares over what is there. What comes out shares nothing with either. */
final class Merging {

  private Merging() {}

  static JsonNode merge(Shape shape, JsonNode live, JsonNode declared) {
    if (declared.isMissingNode()) {
      return live.deepCopy();
    }
    if (live.isMissingNode() || (live.isEmpty() && declared.isEmpty())) {
      return declared.deepCopy();
    }
    if (shape.isGranular(live) && shape.isGranular(declared)) {
      return mapping(shape, live, declared);
    }
    Optional<List<Step>> old = shape.steps(live);
    Optional<List<Step>> young = shape.steps(declared);
    return old.isPresent() && young.isPresent()
        ? list(shape, live, old.get(), declared, young.get())
        : declared.deepCopy();
  }

  private static JsonNode mapping(Shape shape, JsonNode live, JsonNode declared) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      String name = field.getKey();
      merged.set(name, merge(shape.field(name), field.getValue(), declared.path(name)));
    }
    for (Map.Entry<String, JsonNode> field : declared.properties()) {
      if (!live.has(field.getKey())) {
        merged.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    return merged;
  }

  /**
   * The declared items come in the declared order; those that only the live list has stay where
   * they are seen from their neighbours there, before new ones.
   */
  private static JsonNode list(
      Shape shape, JsonNode live, List<Step> old, JsonNode declared, List<Step> young) {
    Map<Step, List<JsonNode>> liveItems = Items.of(live, old);
    Set<Step> wanted = new HashSet<>(young);
    Set<Step> done = new HashSet<>();
    Deque<Step> shared = new ArrayDeque<>(young);
    shared.removeIf(step -> !liveItems.containsKey(step));
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    int l = 0;
    int d = 0;
    while (l < old.size() || d < young.size()) {
      if (l < old.size()) {
        Step step = old.get(l);
        if (!wanted.contains(step)) {
          merged.add(live.get(l++).deepCopy());
          continue;
        }
        if (d == young.size() || done.contains(step) || !step.equals(shared.peek())) {
          l++; // It has been or will be taken at its declared place.
          continue;
        }
      }
      Step step = young.get(d);
      List<JsonNode> same = liveItems.getOrDefault(step, List.of());
      JsonNode before = same.size() == 1 ? same.get(0) : MissingNode.getInstance();
      merged.add(merge(shape.item(), before, declared.get(d)));
      done.add(step);
      if (step.equals(shared.peek())) {
        shared.poll();
      }
      d++;
    }
    return merged;
  }

  /**
   * Takes paths, and all that is below them, out of a value.
   *
   * @param gone the paths
   * @param kept paths of mappings and lists that stay also when nothing is left in them
   * @return missing when nothing is left
   */
  static JsonNode remove(Shape shape, JsonNode value, FieldSet gone, FieldSet kept) {
    if (gone.children().isEmpty()) {
      return value;
    }
    if (shape.isGranular(value)) {
      ObjectNode rest = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        Step step = Step.field(field.getKey());
        FieldSet below = gone.below(step);
        if (below.isMember()) {
          continue;
        }
        JsonNode left =
            remove(shape.field(field.getKey()), field.getValue(), below, kept.below(step));
        if (!left.isMissingNode()) {
          rest.set(field.getKey(), left);
        }
      }
      return rest.isEmpty() && !kept.isMember() ? MissingNode.getInstance() : rest;
    }
    Optional<List<Step>> steps = shape.steps(value);
    if (steps.isEmpty()) {
      return value;
    }
    ArrayNode rest = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < value.size(); i++) {
      Step step = steps.get().get(i);
      FieldSet below = gone.below(step);
      if (!below.isMember()) {
        JsonNode left = remove(shape.item(), value.get(i), below, kept.below(step));
        rest.add(left.isMissingNode() ? value.get(i) : left);
      }
    }
    return rest.isEmpty() && !kept.isMember() ? MissingNode.getInstance() : rest;
  }
}
