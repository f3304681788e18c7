package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON Patch (RFC 6902), in bounds: a patch must not be able to blow an object up. */
final class JsonPatch {

  /** As many operations are taken, as in Kubernetes. */
  static final int MOST_OPERATIONS = 10_000;

  /** As many values may be copied in all. */
  private static final int MOST_COPIED = 200_000;

  /** As deep as bodies may be, too. */
  private static final int MOST_STEPS = 64;

  private static final List<String> OPERATIONS =
      List.of("add", "remove", "replace", "move", "copy", "test");

  private JsonNode root;
  private int copied;

  private JsonPatch(JsonNode root) {
    this.root = root;
  }

  /**
   * The patched object; neither argument is changed.
   *
   * @throws ApiException BadRequest for a malformed patch, Invalid when it does not fit the object
   */
  static ObjectNode apply(ObjectNode object, ArrayNode patch) {
    if (patch.size() > MOST_OPERATIONS) {
      throw new ApiException(
          ApiStatus.of(
              ApiStatus.Reason.TOO_LARGE,
              "the patch has %d operations; at most %d are taken"
                  .formatted(patch.size(), MOST_OPERATIONS)));
    }
    List<Operation> operations = new ArrayList<>();
    for (JsonNode operation : patch) {
      operations.add(Operation.read(operations.size(), operation));
    }
    JsonPatch run = new JsonPatch(object.deepCopy());
    operations.forEach(run::perform);
    if (run.root instanceof ObjectNode patched) {
      return patched;
    }
    throw misfit("the patch leaves no object");
  }

  /** One operation, well formed. */
  private record Operation(
      String name, List<String> path, List<String> from, Optional<JsonNode> value, String title) {

    static Operation read(int index, JsonNode json) {
      String op = json.path("op").asText("");
      if (!OPERATIONS.contains(op)) {
        throw malformed(index, "op must be one of " + String.join(", ", OPERATIONS));
      }
      Optional<JsonNode> value = Optional.ofNullable(json.get("value"));
      if (List.of("add", "replace", "test").contains(op) && value.isEmpty()) {
        throw malformed(index, op + " needs a value");
      }
      boolean two = op.equals("move") || op.equals("copy");
      return new Operation(
          op,
          pointer(index, json, "path"),
          two ? pointer(index, json, "from") : List.of(),
          value,
          "operation %d, %s %s: ".formatted(index, op, json.path("path").asText()));
    }

    private static List<String> pointer(int index, JsonNode json, String field) {
      JsonNode text = json.path(field);
      if (!text.isTextual() || !(text.asText().isEmpty() || text.asText().startsWith("/"))) {
        throw malformed(index, field + " must be a JSON pointer such as /spec/queue");
      }
      List<String> segments = new ArrayList<>();
      String[] parts = text.asText().split("/", -1);
      for (int i = 1; i < parts.length; i++) {
        if (i > MOST_STEPS) {
          throw malformed(index, field + " has more than " + MOST_STEPS + " steps");
        }
        segments.add(parts[i].replace("~1", "/").replace("~0", "~"));
      }
      return segments;
    }

    private static ApiException malformed(int index, String why) {
      return ApiException.badRequest(
          "the JSON patch is malformed: operation " + index + ": " + why);
    }
  }

  private void perform(Operation op) {
    switch (op.name()) {
      case "add" -> add(op, op.value().orElseThrow().deepCopy());
      case "remove" -> remove(op, op.path());
      case "replace" -> {
        existing(op, op.path());
        set(op, op.value().orElseThrow().deepCopy());
      }
      case "move" -> {
        JsonNode moved = existing(op, op.from());
        if (op.from().equals(op.path())) {
          return;
        }
        if (op.path().size() > op.from().size()
            && op.path().subList(0, op.from().size()).equals(op.from())) {
          throw misfit(op.title() + "a value can't be moved into itself");
        }
        remove(op, op.from());
        add(op, moved);
      }
      case "copy" -> {
        JsonNode value = existing(op, op.from());
        copied += size(value);
        if (copied > MOST_COPIED) {
          throw misfit(op.title() + "more than " + MOST_COPIED + " values would be copied");
        }
        add(op, value.deepCopy());
      }
      default -> test(op);
    }
  }

  private void test(Operation op) {
    JsonNode expected = op.value().orElseThrow();
    boolean same =
        find(op.path())
            .map(found -> found.equals(JsonPatch::compare, expected))
            .orElse(expected.isNull()); // What is missing counts as null, as in Kubernetes.
    if (!same) {
      throw misfit(op.title() + "the value is another one");
    }
  }

  private static int compare(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber()
        ? a.decimalValue().compareTo(b.decimalValue())
        : a.equals(b) ? 0 : 1;
  }

  private void add(Operation op, JsonNode value) {
    if (!op.path().isEmpty() && parent(op, op.path()) instanceof ArrayNode list) {
      String last = last(op.path());
      list.insert(last.equals("-") ? list.size() : index(op, last, list.size()), value);
    } else {
      set(op, value);
    }
  }

  private void set(Operation op, JsonNode value) {
    if (op.path().isEmpty()) {
      root = value;
      return;
    }
    JsonNode parent = parent(op, op.path());
    if (parent instanceof ArrayNode list) {
      list.set(index(op, last(op.path()), list.size() - 1), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(last(op.path()), value);
    } else {
      throw misfit(op.title() + "nothing can be put into a single value");
    }
  }

  private void remove(Operation op, List<String> path) {
    existing(op, path);
    if (path.isEmpty()) {
      throw misfit(op.title() + "the whole object can't be removed");
    }
    JsonNode parent = parent(op, path);
    if (parent instanceof ArrayNode list) {
      list.remove(index(op, last(path), list.size() - 1));
    } else {
      ((ObjectNode) parent).remove(last(path));
    }
  }

  /** What holds the value of a path that is not the root. */
  private JsonNode parent(Operation op, List<String> path) {
    return existing(op, path.subList(0, path.size() - 1));
  }

  private JsonNode existing(Operation op, List<String> path) {
    return find(path)
        .orElseThrow(() -> misfit(op.title() + "there is nothing at /" + String.join("/", path)));
  }

  private Optional<JsonNode> find(List<String> path) {
    JsonNode at = root;
    for (String segment : path) {
      at =
          at.isArray()
              ? segment.matches("0|[1-9]\\d{0,8}")
                  ? at.path(Integer.parseInt(segment))
                  : at.path("")
              : at.path(segment);
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(at);
  }

  private static int index(Operation op, String segment, int most) {
    if (!segment.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(segment) > most) {
      throw misfit(op.title() + "'" + segment + "' is no place in that list");
    }
    return Integer.parseInt(segment);
  }

  private static String last(List<String> path) {
    return path.get(path.size() - 1);
  }

  private static int size(JsonNode value) {
    int size = 1;
    for (JsonNode child : value) {
      size += size(child);
    }
    return size;
  }

  private static ApiException misfit(String why) {
    return new ApiException(ApiStatus.unprocessable("the JSON patch can't be applied: " + why));
  }
}
