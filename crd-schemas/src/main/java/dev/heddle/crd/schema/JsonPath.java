package dev.heddle.crd.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that printer columns and {@code -o jsonpath} need: fields ({@code .a.b},
 * {@code ['a.b']}), items ({@code [0]}, {@code [-1]}), all ({@code [*]}, {@code .*}) and equality
 * filters ({@code [?(@.type=="Ready")]}).
 */
public final class JsonPath {

  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<field>(?:[A-Za-z0-9_-]|\\\\\\.)+)"
              + "|\\['(?<quoted>[^']*)'\\]"
              + "|\\[(?<index>-?\\d{1,9})\\]"
              + "|(?<all>\\[\\*\\]|\\.\\*)"
              + "|\\[\\?\\(@\\.(?<key>[A-Za-z0-9_.-]+)\\s*==\\s*"
              + "(?:\"(?<wanted>[^\"]*)\"|'(?<wanted2>[^']*)')\\)\\]");

  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a path such as {@code .status.conditions[?(@.type=="Ready")].status}; a leading {@code $}
   * and enclosing braces are allowed.
   *
   * @throws IllegalArgumentException with a sentence that says where it cannot be read
   */
  public static JsonPath parse(String text) {
    String path = text.strip();
    if (path.startsWith("{") && path.endsWith("}")) {
      path = path.substring(1, path.length() - 1).strip();
    }
    if (path.startsWith("$")) {
      path = path.substring(1);
    }
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int at = 0;
    while (at < path.length() && !path.equals(".")) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is not a path that can be read: stopped at '"
                + path.substring(at)
                + "'; write for example .status.phase or .spec.arguments[0]");
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return new JsonPath(text, steps);
  }

  private static Step step(Matcher matcher) {
    if (matcher.group("field") != null) {
      return new Field(matcher.group("field").replace("\\.", "."));
    }
    if (matcher.group("quoted") != null) {
      return new Field(matcher.group("quoted"));
    }
    if (matcher.group("index") != null) {
      return new Item(Integer.parseInt(matcher.group("index")));
    }
    if (matcher.group("all") != null) {
      return new All();
    }
    String wanted = matcher.group("wanted");
    return new Filter(
        List.of(matcher.group("key").split("\\.")),
        wanted == null ? matcher.group("wanted2") : wanted);
  }

  /**
   * The names of the fields up to the first step that is none: what has to be read to follow it.
   */
  public List<String> fields() {
    List<String> names = new ArrayList<>();
    for (Step step : steps) {
      if (!(step instanceof Field field)) {
        break;
      }
      names.add(field.name());
    }
    return names;
  }

  /** The first value that the path leads to. */
  public Optional<JsonNode> first(JsonNode root) {
    return all(root).stream().findFirst();
  }

  /** All values that the path leads to, in their order. Nulls count as absent. */
  public List<JsonNode> all(JsonNode root) {
    requireNonNull(root, "root is null");
    List<JsonNode> at = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : at) {
        step.follow(node).stream().filter(n -> !n.isNull()).forEach(next::add);
      }
      at = next;
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath that && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private sealed interface Step {
    List<JsonNode> follow(JsonNode node);
  }

  private record Field(String name) implements Step {
    @Override
    public List<JsonNode> follow(JsonNode node) {
      return Optional.ofNullable(node.get(name)).map(List::of).orElse(List.of());
    }
  }

  private record Item(int index) implements Step {
    @Override
    public List<JsonNode> follow(JsonNode node) {
      int from = index < 0 ? node.size() + index : index;
      return node.isArray() && node.has(from) ? List.of(node.get(from)) : List.of();
    }
  }

  private record All() implements Step {
    @Override
    public List<JsonNode> follow(JsonNode node) {
      List<JsonNode> values = new ArrayList<>();
      node.forEach(values::add);
      return values;
    }
  }

  private record Filter(List<String> key, String wanted) implements Step {
    @Override
    public List<JsonNode> follow(JsonNode node) {
      List<JsonNode> values = new ArrayList<>();
      for (JsonNode each : node) {
        JsonNode found = each;
        for (String name : key) {
          found = found.path(name);
        }
        if (found.isValueNode() && found.asText().equals(wanted)) {
          values.add(each);
        }
      }
      return values;
    }
  }
}
