package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * A set of field paths, kept as a tree. A path in the set says nothing about what is below it: the
 * item of a list and the fields in it are members each for themselves. Immutable.
 */
public final class FieldSet {

  private static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
  private static final FieldSet LEAF = new FieldSet(true, new TreeMap<>());
  private static final String SELF = ".";

  /** Whether the path that leads here is a member. */
  private final boolean member;

  /** What is below; no child is empty. */
  private final SortedMap<Step, FieldSet> children;

  private FieldSet(boolean member, SortedMap<Step, FieldSet> children) {
    this.member = member;
    this.children = children;
  }

  private static FieldSet of(boolean member, SortedMap<Step, FieldSet> children) {
    return children.isEmpty() ? (member ? LEAF : EMPTY) : new FieldSet(member, children);
  }

  public static FieldSet empty() {
    return EMPTY;
  }

  public boolean isEmpty() {
    return !member && children.isEmpty();
  }

  /** Whether the path that leads to this part of a set is a member. */
  boolean isMember() {
    return member;
  }

  /** Whether a path is a member. */
  boolean has(List<Step> path) {
    FieldSet at = this;
    for (Step step : path) {
      at = at.below(step);
    }
    return at.member;
  }

  /** The members below a step, and whether the step itself is one. */
  FieldSet below(Step step) {
    return children.getOrDefault(step, EMPTY);
  }

  Map<Step, FieldSet> children() {
    return children;
  }

  public FieldSet union(FieldSet other) {
    return combine(other, member || other.member, true, true, FieldSet::union);
  }

  public FieldSet intersection(FieldSet other) {
    return combine(other, member && other.member, false, false, FieldSet::intersection);
  }

  /** The members that the other set lacks; a path that goes does not take along what is below. */
  public FieldSet difference(FieldSet other) {
    return combine(other, member && !other.member, true, false, FieldSet::difference);
  }

  private FieldSet combine(
      FieldSet other, boolean self, boolean mine, boolean theirs, BinaryOperator<FieldSet> both) {
    if (other.isEmpty() && mine && self == member) {
      return this;
    }
    if (isEmpty() && theirs && self == other.member) {
      return other;
    }
    TreeMap<Step, FieldSet> result = new TreeMap<>();
    children.forEach(
        (step, child) -> {
          FieldSet twin = other.children.get(step);
          FieldSet part = twin != null ? both.apply(child, twin) : mine ? child : EMPTY;
          if (!part.isEmpty()) {
            result.put(step, part);
          }
        });
    if (theirs) {
      other.children.forEach(result::putIfAbsent);
    }
    return of(self, result);
  }

  /** The paths of all members, in order. */
  public List<List<Step>> paths() {
    List<List<Step>> paths = new ArrayList<>();
    collect(new ArrayList<>(), paths);
    return paths;
  }

  private void collect(List<Step> way, List<List<Step>> paths) {
    if (member) {
      paths.add(List.copyOf(way));
    }
    children.forEach(
        (step, child) -> {
          way.add(step);
          child.collect(way, paths);
          way.remove(way.size() - 1);
        });
  }

  /** As {@code fieldsV1} has it. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    children.forEach(
        (step, child) -> {
          ObjectNode inner = child.toJson();
          if (child.member && !child.children.isEmpty()) {
            ObjectNode marked = JsonNodeFactory.instance.objectNode();
            marked.putObject(SELF);
            inner = marked.setAll(inner);
          }
          json.set(step.text(), inner);
        });
    return json;
  }

  /**
   * Reads {@code fieldsV1}.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  public static FieldSet fromJson(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("fieldsV1 is not an object");
    }
    return json.isEmpty() ? EMPTY : part(json);
  }

  private static FieldSet part(JsonNode json) {
    boolean member = json.isEmpty();
    TreeMap<Step, FieldSet> children = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getKey().equals(SELF)) {
        member = true;
        continue;
      }
      if (!entry.getValue().isObject()) {
        throw new IllegalArgumentException(entry.getKey() + " in fieldsV1 is not an object");
      }
      Optional<Step> step = Step.parse(entry.getKey());
      if (step.isPresent()) {
        children.merge(step.get(), part(entry.getValue()), FieldSet::union);
      }
    }
    return of(member, children);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof FieldSet that
            && member == that.member
            && children.equals(that.children));
  }

  @Override
  public int hashCode() {
    return 31 * children.hashCode() + Boolean.hashCode(member);
  }

  @Override
  public String toString() {
    return paths().stream().map(Step::toString).toList().toString();
  }

  /** Collects members. */
  static final class Builder {
    private boolean member;
    private final TreeMap<Step, Builder> children = new TreeMap<>();

    /** Where the members below a step are collected. */
    Builder below(Step step) {
      requireNonNull(step, "step is null");
      return children.computeIfAbsent(step, s -> new Builder());
    }

    /** Makes the path that leads here a member. */
    void add() {
      member = true;
    }

    void add(List<Step> path) {
      Builder at = this;
      for (Step step : path) {
        at = at.below(step);
      }
      at.member = true;
    }

    /** The set; the root itself is never a member. */
    FieldSet build() {
      member = false;
      return part();
    }

    private FieldSet part() {
      TreeMap<Step, FieldSet> built = new TreeMap<>();
      children.forEach(
          (step, child) -> {
            FieldSet part = child.part();
            if (!part.isEmpty()) {
              built.put(step, part);
            }
          });
      return of(member, built);
    }
  }
}
