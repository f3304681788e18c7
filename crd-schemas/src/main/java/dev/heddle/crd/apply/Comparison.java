package dev.heddle.crd.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How two versions of an object differ. No path is in more than one of the sets.
 *
 * @param removed what only the first has
 * @param modified what both have with different values
 * @param added what only the second has
 */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

  static Comparison of(Shape shape, JsonNode before, JsonNode after) {
    Walk walk = new Walk();
    walk.compare(shape, before, after);
    return new Comparison(walk.removed.build(), walk.modified.build(), walk.added.build());
  }

  /** What the second has differently or alone. */
  FieldSet set() {
    return modified.union(added);
  }

  boolean isEmpty() {
    return removed.isEmpty() && modified.isEmpty() && added.isEmpty();
  }

  private static final class Walk {
    private static final JsonNode ABSENT = MissingNode.getInstance();

    private final FieldSet.Builder removed = new FieldSet.Builder();
    private final FieldSet.Builder modified = new FieldSet.Builder();
    private final FieldSet.Builder added = new FieldSet.Builder();
    private final Deque<Step> way = new ArrayDeque<>();

    void compare(Shape shape, JsonNode before, JsonNode after) {
      boolean mappings = isOrAbsent(shape, before, true) && isOrAbsent(shape, after, true);
      boolean lists =
          !mappings && isOrAbsent(shape, before, false) && isOrAbsent(shape, after, false);
      if (before.isEmpty() && after.isEmpty()) {
        leaf(before, after);
      } else if (mappings) {
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
          way.addLast(Step.field(name));
          compare(shape.field(name), before.path(name), after.path(name));
          way.removeLast();
        }
        container(before, after);
      } else if (lists) {
        items(shape, before, after);
        container(before, after);
      } else {
        leaf(before, after);
        inside(shape, before, after);
      }
    }

    private static boolean isOrAbsent(Shape shape, JsonNode value, boolean mapping) {
      return value.isMissingNode()
          || (mapping ? shape.isGranular(value) : shape.isGranularList(value));
    }

    /** One value; of what it was or becomes a mapping of, the parts come or go as well. */
    private void inside(Shape shape, JsonNode before, JsonNode after) {
      if (before.isMissingNode() || after.isMissingNode()) {
        return;
      }
      if (shape.isGranular(before) || shape.isGranularList(before)) {
        parts(shape, before, removed);
      }
      if (shape.isGranular(after) || shape.isGranularList(after)) {
        parts(shape, after, added);
      }
    }

    private void parts(Shape shape, JsonNode value, FieldSet.Builder into) {
      FieldSet.Builder at = into;
      for (Step step : way) {
        at = at.below(step);
      }
      for (List<Step> path : shape.fields(value).paths()) {
        at.add(path);
      }
    }

    private void leaf(JsonNode before, JsonNode after) {
      if (before.isMissingNode()) {
        mark(added);
      } else if (after.isMissingNode()) {
        mark(removed);
      } else if (!Shape.same(before, after)) {
        mark(modified);
      }
    }

    private void container(JsonNode before, JsonNode after) {
      if (before.isMissingNode()) {
        mark(added);
      } else if (after.isMissingNode()) {
        mark(removed);
      }
    }

    private void mark(FieldSet.Builder set) {
      if (!way.isEmpty()) {
        FieldSet.Builder at = set;
        for (Step step : way) {
          at = at.below(step);
        }
        at.add();
      }
    }

    private void items(Shape shape, JsonNode before, JsonNode after) {
      Map<Step, List<JsonNode>> old = indexed(shape, before);
      Map<Step, List<JsonNode>> young = indexed(shape, after);
      Set<Step> steps = new LinkedHashSet<>(old.keySet());
      steps.addAll(young.keySet());
      for (Step step : steps) {
        way.addLast(step);
        item(shape.item(), old.getOrDefault(step, List.of()), young.getOrDefault(step, List.of()));
        way.removeLast();
      }
    }

    private static Map<Step, List<JsonNode>> indexed(Shape shape, JsonNode list) {
      Optional<List<Step>> steps = shape.steps(list);
      return steps.isPresent() ? Items.of(list, steps.get()) : Map.of();
    }

    /** Items that can't be told apart are compared as one value. */
    private void item(Shape shape, List<JsonNode> before, List<JsonNode> after) {
      if (before.size() <= 1 && after.size() <= 1) {
        compare(
            shape,
            before.isEmpty() ? ABSENT : before.get(0),
            after.isEmpty() ? ABSENT : after.get(0));
      } else if (before.size() > 1 && after.size() > 1) {
        if (!before.equals(after)) {
          mark(modified);
        }
      } else if (before.size() > 1) {
        if (!after.isEmpty()) {
          parts(shape, after.get(0), added);
          mark(modified);
        } else {
          mark(removed);
        }
      } else {
        if (!before.isEmpty()) {
          parts(shape, before.get(0), removed);
          mark(modified);
        } else {
          mark(added);
        }
      }
    }
  }
}
