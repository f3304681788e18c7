package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.source.SourceStatus.FileError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer to people who have only the file system: for each file of specs a small file that says
 * what became of it, kept beside the specs. Written only when it changes.
 */
final class StatusFiles {

  static final String SUFFIX = ".status.yaml";

  private static final String HEADER = "# Written by Heddle; changes to this file are lost.\n";

  private final StatusTree tree;
  private Optional<Map<String, String>> known = Optional.empty();
  private Map<String, Answer> answers = Map.of();

  StatusFiles(StatusTree tree) {
    this.tree = requireNonNull(tree, "tree is null");
  }

  /**
   * Makes the files what they should be.
   *
   * @param objects path of a file to the objects it declares, as they live
   * @param errors what is wrong, file by file
   * @throws IOException when some could not be written; the next call tries those again
   */
  void write(Map<String, List<Resource>> objects, Collection<FileError> errors) throws IOException {
    Map<String, List<String>> messages = new TreeMap<>();
    objects.keySet().forEach(path -> messages.put(path, new ArrayList<>()));
    for (FileError error : errors) {
      messages.computeIfAbsent(error.path(), p -> new ArrayList<>()).add(error.message());
    }
    Map<String, Answer> next = new HashMap<>();
    messages.forEach(
        (path, problems) ->
            next.put(path, answer(path, objects.getOrDefault(path, List.of()), problems)));
    answers = next;
    Map<String, String> wanted = new TreeMap<>();
    answers.forEach((path, answer) -> wanted.put(path + SUFFIX, answer.text()));
    try {
      write(wanted);
    } catch (IOException e) {
      // What lies there may be gone, or be another's that was put in its place.
      known = Optional.empty();
      throw e;
    }
  }

  /** Rendered again only when something about the file changed. */
  private Answer answer(String path, List<Resource> objects, List<String> problems) {
    Answer before = answers.get(path);
    return before != null && before.objects().equals(objects) && before.problems().equals(problems)
        ? before
        : new Answer(List.copyOf(objects), problems, text(path, objects, problems));
  }

  /** What is said of one file, and what it was made from. */
  private record Answer(List<Resource> objects, List<String> problems, String text) {}

  private static String text(String path, List<Resource> objects, List<String> problems) {
    StringBuilder text = new StringBuilder(HEADER).append("file: ").append(quote(path));
    if (!objects.isEmpty()) {
      text.append("\nresources:");
      objects.forEach(object -> resource(object, text));
    }
    if (!problems.isEmpty()) {
      text.append("\nerrors:");
      problems.forEach(problem -> text.append("\n  - ").append(quote(problem)));
    }
    return text.append('\n').toString();
  }

  /** Only what is meant for everybody: never a spec, never a whole status (I15). */
  private static void resource(Resource object, StringBuilder text) {
    JsonNode status = Json.toTree(object).path("status");
    text.append("\n  - kind: ").append(object.kind());
    text.append("\n    name: ").append(quote(object.metadata().name()));
    field("phase", status.path("phase"), text);
    field("url", status.path("url"), text);
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(Condition.READY)) {
        text.append("\n    ready: ").append(condition.path("status").asText().equals("True"));
        field("reason", condition.path("reason"), text);
        field("message", condition.path("message"), text);
      }
    }
    if (object.metadata().isBeingDeleted()) {
      text.append("\n    deleting: true");
    }
  }

  private static void field(String name, JsonNode value, StringBuilder text) {
    if (!value.asText("").isEmpty()) {
      text.append("\n    ").append(name).append(": ").append(quote(value.asText()));
    }
  }

  /** JSON's quoting is YAML's, too. */
  private static String quote(String text) {
    return TextNode.valueOf(text).toString();
  }

  private void write(Map<String, String> wanted) throws IOException {
    if (known.isEmpty()) {
      known = Optional.of(new HashMap<>(tree.readAll()));
    }
    Map<String, String> there = known.get();
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      if (!file.getValue().equals(there.get(file.getKey()))) {
        tree.write(file.getKey(), file.getValue());
        there.put(file.getKey(), file.getValue());
      }
    }
    for (String path : List.copyOf(there.keySet())) {
      if (!wanted.containsKey(path)) {
        tree.delete(path);
        there.remove(path);
      }
    }
  }
}
