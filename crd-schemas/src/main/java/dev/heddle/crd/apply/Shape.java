package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.schema.Schema;
import dev.heddle.crd.schema.Schema.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a schema says of how the parts of a value belong together. Where there is no schema,
 * mappings are merged field by field and lists are one value. A value that is not what its schema
 * wants is one value, too: validation says what is wrong with it.
 */
final class Shape {

  /** Numbers are equal when they mean the same, however a parser holds them. */
  private static final Comparator<JsonNode> BY_MEANING =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private static final Shape UNKNOWN = new Shape(Optional.empty());

  private final Optional<Schema> schema;

  private Shape(Optional<Schema> schema) {
    this.schema = schema;
  }

  static Shape of(Schema schema) {
    return new Shape(Optional.of(requireNonNull(schema, "schema is null")));
  }

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_MEANING, b);
  }

  /** Whether the fields of this mapping have owners of their own. */
  boolean isGranular(JsonNode value) {
    return value.isObject() && schema.map(s -> s.relation() == Relation.GRANULAR).orElse(true);
  }

  /** Whether the items of this list have owners of their own. */
  boolean isGranularList(JsonNode value) {
    return value.isArray() && steps(value).isPresent();
  }

  /** Whether a field is one that the schema names, and not a key of a map. */
  boolean names(String field) {
    return schema.flatMap(s -> s.property(field)).isPresent();
  }

  Shape field(String name) {
    return schema.flatMap(s -> s.property(name).or(s::values)).map(Shape::of).orElse(UNKNOWN);
  }

  Shape item() {
    return schema.flatMap(Schema::items).map(Shape::of).orElse(UNKNOWN);
  }

  /** What tells the items of a list apart; empty when the list is one value. */
  Optional<List<Step>> steps(JsonNode list) {
    Relation relation = schema.map(Schema::relation).orElse(Relation.ATOMIC);
    if (!list.isArray() || (relation != Relation.SET && relation != Relation.KEYED)) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>(list.size());
    for (JsonNode item : list) {
      Optional<Step> step = relation == Relation.SET ? valueStep(item) : keyStep(item);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step.get());
    }
    return Optional.of(steps);
  }

  private static Optional<Step> valueStep(JsonNode item) {
    return item.isValueNode() && !item.isNull() ? Optional.of(Step.value(item)) : Optional.empty();
  }

  private Optional<Step> keyStep(JsonNode item) {
    if (!item.isObject()) {
      return Optional.empty();
    }
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    Optional<Schema> fields = schema.flatMap(Schema::items);
    for (String key : schema.orElseThrow().keys()) {
      Optional.ofNullable(item.get(key))
          .filter(value -> !value.isNull())
          .or(() -> fields.flatMap(s -> s.property(key)).flatMap(Schema::defaultValue))
          .ifPresent(value -> keys.set(key, value));
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(Step.key(keys));
  }

  /**
   * The paths that an object has: leaves, empty mappings and lists, items of lists and entries of
   * maps.
   */
  FieldSet fields(JsonNode value) {
    FieldSet.Builder all = new FieldSet.Builder();
    collect(value, all);
    return all.build();
  }

  private void collect(JsonNode value, FieldSet.Builder at) {
    if (isGranular(value)) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode inner = field.getValue();
        FieldSet.Builder below = at.below(Step.field(field.getKey()));
        field(field.getKey()).collect(inner, below);
        if ((inner.isContainerNode() && inner.isEmpty()) || !names(field.getKey())) {
          below.add();
        }
      }
      return;
    }
    Optional<List<Step>> steps = steps(value);
    if (steps.isEmpty()) {
      at.add();
      return;
    }
    for (Map.Entry<Step, List<JsonNode>> item : Items.of(value, steps.get()).entrySet()) {
      FieldSet.Builder below = at.below(item.getKey());
      below.add();
      if (item.getValue().size() == 1) { // Of items that can't be told apart nobody owns a part.
        item().collect(item.getValue().get(0), below);
      }
    }
  }

  /** The paths that an object has among those with these names; see {@link Ownership#claimed}. */
  FieldSet named(JsonNode names, JsonNode value) {
    FieldSet.Builder all = new FieldSet.Builder();
    collectNamed(names, value, all);
    return all.build();
  }

  private void collectNamed(JsonNode names, JsonNode value, FieldSet.Builder at) {
    if (names.isEmpty() || !isGranular(value)) {
      collect(value, at);
      return;
    }
    for (Map.Entry<String, JsonNode> name : names.properties()) {
      JsonNode inner = value.get(name.getKey());
      if (inner != null) {
        FieldSet.Builder below = at.below(Step.field(name.getKey()));
        field(name.getKey()).collectNamed(name.getValue(), inner, below);
        if ((inner.isContainerNode() && inner.isEmpty()) || !names(name.getKey())) {
          below.add();
        }
      }
    }
  }

  /**
   * A set with the named fields on the way to its members as members, too: who owns a field keeps
   * the mappings around it.
   */
  FieldSet withNamed(FieldSet set) {
    FieldSet.Builder all = new FieldSet.Builder();
    named(set, all);
    return all.build();
  }

  private void named(FieldSet set, FieldSet.Builder at) {
    if (set.isMember()) {
      at.add();
    }
    set.children()
        .forEach(
            (step, below) -> {
              FieldSet.Builder inner = at.below(step);
              if (step.kind() == Step.Kind.FIELD) {
                field(step.content()).named(below, inner);
                if (names(step.content())) {
                  inner.add();
                }
              } else {
                item().named(below, inner);
              }
            });
  }

  /**
   * A set as it is true of a live object: paths that are not there any more are left out, and so
   * are those inside of what is one value by now; that value is owned instead.
   */
  FieldSet fit(FieldSet set, JsonNode live) {
    FieldSet.Builder all = new FieldSet.Builder();
    fit(set, live, all);
    return all.build();
  }

  private void fit(FieldSet set, JsonNode live, FieldSet.Builder at) {
    if (isGranular(live)) {
      if (set.isMember()) {
        at.add();
      }
      set.children()
          .forEach(
              (step, below) -> {
                JsonNode inner = live.get(step.content());
                if (step.kind() == Step.Kind.FIELD && inner != null) {
                  field(step.content()).fit(below, inner, at.below(step));
                }
              });
      return;
    }
    Optional<List<Step>> steps = steps(live);
    if (steps.isEmpty()) {
      at.add();
      return;
    }
    if (set.isMember()) {
      at.add();
    }
    if (!set.children().isEmpty()) {
      Items.of(live, steps.get())
          .forEach(
              (step, items) -> {
                FieldSet below = set.below(step);
                if (!below.isEmpty()) {
                  fitItem(below, items, at.below(step));
                }
              });
    }
  }

  private void fitItem(FieldSet set, List<JsonNode> items, FieldSet.Builder at) {
    if (set.isMember()) {
      at.add();
    }
    if (items.size() == 1 && items.get(0).isObject()) {
      item().fit(set, items.get(0), at);
    }
  }
}
