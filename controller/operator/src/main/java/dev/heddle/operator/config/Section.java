package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.crd.tree.LocatedTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One mapping of the file while it is read: each field is asked for by name, and whatever nobody
 * asked for is unknown. A mistake is noted and the default goes on, so that one run finds them all.
 */
final class Section {

  private final LocatedTree tree;
  private final FieldPath path;
  private final JsonNode fields;
  private final Set<String> known = new TreeSet<>();
  private final List<Problem> problems;

  private Section(LocatedTree tree, FieldPath path, JsonNode fields, List<Problem> problems) {
    this.tree = requireNonNull(tree, "tree is null");
    this.path = requireNonNull(path, "path is null");
    this.fields = requireNonNull(fields, "fields is null");
    this.problems = requireNonNull(problems, "problems is null");
  }

  static Section root(LocatedTree tree, List<Problem> problems) {
    return of(tree, FieldPath.root(), tree.root(), problems);
  }

  private static Section of(
      LocatedTree tree, FieldPath path, JsonNode value, List<Problem> problems) {
    boolean mapping = value instanceof ObjectNode;
    Section section = new Section(tree, path, mapping ? value : missing(), problems);
    if (!mapping && !value.isMissingNode() && !value.isNull()) {
      section.wrongType(path, value, "a mapping");
    }
    return section;
  }

  /** Whether the field has a value; a name with nothing after it counts as absent. */
  boolean has(String name) {
    return !value(name).isMissingNode();
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    fields.fieldNames().forEachRemaining(names::add);
    return names;
  }

  Optional<String> text(String name) {
    return text(name, text -> text);
  }

  /** Text read by {@code parser}, whose IllegalArgumentException says what is allowed. */
  <T> Optional<T> text(String name, Function<String, T> parser) {
    JsonNode value = value(name);
    if (!value.isMissingNode() && !value.isTextual()) {
      wrongType(path.field(name), value, "text");
      return Optional.empty();
    }
    return parse(name, value, parser);
  }

  boolean flag(String name, boolean whenAbsent) {
    JsonNode value = value(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      wrongType(path.field(name), value, "true or false");
    }
    return value.asBoolean(whenAbsent);
  }

  int number(String name, int whenAbsent, int min, int max) {
    JsonNode value = value(name);
    if (value.isMissingNode()) {
      return whenAbsent;
    }
    if (!value.isIntegralNumber()) {
      wrongType(path.field(name), value, "a whole number");
      return whenAbsent;
    }
    if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
      problem(
          ProblemCode.OUT_OF_RANGE, name, value.asText() + " is outside of " + min + " to " + max);
      return whenAbsent;
    }
    return value.intValue();
  }

  Duration duration(String name, Duration whenAbsent, Duration min) {
    Duration value = parse(name, value(name), Durations::parse).orElse(whenAbsent);
    if (value.compareTo(min) < 0) {
      problem(
          ProblemCode.OUT_OF_RANGE,
          name,
          Durations.format(value) + " is shorter than " + Durations.format(min) + ", the least");
    }
    return value;
  }

  DataSize size(String name, DataSize whenAbsent) {
    return parse(name, value(name), DataSize::parse).orElse(whenAbsent);
  }

  private <T> Optional<T> parse(String name, JsonNode value, Function<String, T> parser) {
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      wrongType(path.field(name), value, "one value");
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(value.asText()));
    } catch (IllegalArgumentException e) {
      problem(ProblemCode.BAD_FORMAT, name, e.getMessage());
      return Optional.empty();
    }
  }

  /** A mapping; empty when absent, so that its defaults apply. */
  Section section(String name) {
    return of(tree, path.field(name), value(name), problems);
  }

  List<Section> sections(String name) {
    List<Section> result = new ArrayList<>();
    for (JsonNode item : items(name)) {
      result.add(of(tree, path.field(name).item(result.size()), item, problems));
    }
    return result;
  }

  Set<String> texts(String name) {
    Set<String> result = new TreeSet<>();
    int index = 0;
    for (JsonNode item : items(name)) {
      if (item.isTextual()) {
        result.add(item.textValue());
      } else {
        wrongType(path.field(name).item(index), item, "text");
      }
      index++;
    }
    return result;
  }

  private JsonNode items(String name) {
    JsonNode value = value(name);
    if (!value.isMissingNode() && !value.isArray()) {
      wrongType(path.field(name), value, "a list");
      return missing();
    }
    return value;
  }

  private JsonNode value(String name) {
    known.add(name);
    JsonNode value = fields.path(name);
    return value.isNull() ? missing() : value;
  }

  private void wrongType(FieldPath field, JsonNode found, String wanted) {
    String what =
        switch (found.getNodeType()) {
          case OBJECT, POJO -> "a mapping";
          case ARRAY -> "a list";
          case NULL, MISSING -> "nothing";
          case BOOLEAN, NUMBER -> found.asText();
          case STRING, BINARY -> Wording.quote(found.asText());
        };
    problems.add(
        new Problem(
            ProblemCode.WRONG_TYPE,
            field,
            "found " + what + ", wanted is " + wanted,
            tree.position(field)));
  }

  /** Notes a mistake of one field, at the section's own place when the field is missing. */
  void problem(ProblemCode code, String name, String message) {
    FieldPath field = path.field(name);
    problems.add(new Problem(code, field, message, tree.position(field)));
  }

  /** To be called when every field has been asked for: the rest is unknown. */
  void end() {
    for (String name : names()) {
      if (!known.contains(name)) {
        problem(
            ProblemCode.UNKNOWN_FIELD,
            name,
            "there is no such field"
                + Wording.nearest(name, known)
                    .map(nearest -> "; did you mean " + Wording.quote(nearest) + "?")
                    .orElse("; known are " + String.join(", ", known)));
      }
    }
  }

  private static JsonNode missing() {
    return MissingNode.getInstance();
  }
}
