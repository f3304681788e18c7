package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One step of the way to a field: into a field of a mapping ({@code f:name}), to the item of a list
 * with these keys ({@code k:{"name":"web"}}), to an item of a set ({@code v:"x"}), or to an item by
 * its place ({@code i:0}, only read from others). Written as {@code fieldsV1} writes it.
 *
 * @param kind what kind of step
 * @param content what follows the colon, in one form only: equal steps are equal texts
 */
public record Step(Kind kind, String content) implements Comparable<Step> {

  /** The kinds in the order in which they are written. */
  public enum Kind {
    FIELD('f'),
    KEY('k'),
    VALUE('v'),
    INDEX('i');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  public Step {
    requireNonNull(kind, "kind is null");
    requireNonNull(content, "content is null");
  }

  static Step field(String name) {
    return new Step(Kind.FIELD, name);
  }

  static Step value(JsonNode value) {
    return new Step(Kind.VALUE, plain(value).toString());
  }

  /** The step to an item of a keyed list; the order of the keys does not matter. */
  static Step key(ObjectNode keys) {
    if (keys.size() == 1) {
      ObjectNode one = JsonNodeFactory.instance.objectNode();
      keys.properties().forEach(key -> one.set(key.getKey(), plain(key.getValue())));
      return new Step(Kind.KEY, one.toString());
    }
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    keys.properties().forEach(key -> sorted.put(key.getKey(), plain(key.getValue())));
    return new Step(Kind.KEY, JsonNodeFactory.instance.objectNode().setAll(sorted).toString());
  }

  /** A number that is whole is written without a fraction, however it came. */
  private static JsonNode plain(JsonNode value) {
    return value.isFloatingPointNumber() && value.doubleValue() == Math.rint(value.doubleValue())
        ? JsonNodeFactory.instance.numberNode(value.longValue())
        : value;
  }

  /**
   * Reads what {@link #text} wrote, or another server did.
   *
   * @return empty for a kind of step that is not known: it is left out, as newer kinds are
   * @throws IllegalArgumentException when it is malformed
   */
  static Optional<Step> parse(String text) {
    if (text.length() < 2 || text.charAt(1) != ':') {
      throw new IllegalArgumentException("'" + text + "' is no step of a field path");
    }
    String content = text.substring(2);
    return switch (text.charAt(0)) {
      case 'f' -> Optional.of(field(content));
      case 'v' -> Optional.of(value(json(content)));
      case 'k' -> {
        if (json(content) instanceof ObjectNode keys) {
          yield Optional.of(key(keys));
        }
        throw new IllegalArgumentException("'" + text + "' names no keys");
      }
      case 'i' -> Optional.of(new Step(Kind.INDEX, content));
      default -> Optional.empty();
    };
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'" + text + "' is not JSON");
    }
  }

  /** As {@code fieldsV1} has it. */
  public String text() {
    return kind.letter + ":" + content;
  }

  @Override
  public int compareTo(Step other) {
    return kind == other.kind ? content.compareTo(other.content) : kind.compareTo(other.kind);
  }

  /** As people read it in messages of conflicts: {@code .name}, {@code [name="web"]}. */
  @Override
  public String toString() {
    return switch (kind) {
      case FIELD -> "." + content;
      case VALUE -> "[=" + content + "]";
      case INDEX -> "[" + content + "]";
      case KEY ->
          json(content).properties().stream()
              .map(key -> key.getKey() + "=" + key.getValue())
              .collect(Collectors.joining(",", "[", "]"));
    };
  }

  /** A whole way, as people read it. */
  static String toString(List<Step> path) {
    return path.stream().map(Step::toString).collect(Collectors.joining());
  }
}
