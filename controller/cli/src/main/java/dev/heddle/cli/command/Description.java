package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Colors;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.PlainText;
import dev.heddle.cli.terminal.TextTable;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quantity.Age;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One object, told to a person. */
final class Description {

  /** Told elsewhere, or of no use to people. */
  private static final Set<String> QUIET = Set.of("conditions", "observedGeneration", "inventory");

  private final PrintWriter out;
  private final Colors colors;
  private final Instant now;
  private final ResourceType<?> type;
  private final ObjectNode object;

  Description(Environment environment, ResourceType<?> type, ObjectNode object) {
    this.out = environment.out();
    this.colors = environment.colors();
    this.now = environment.clock().instant();
    this.type = requireNonNull(type, "type is null");
    this.object = requireNonNull(object, "object is null");
  }

  void print(JsonNode events) {
    identity();
    status();
    spec();
    conditions();
    sourceErrors();
    remedies();
    events(events);
  }

  private void identity() {
    JsonNode metadata = object.path("metadata");
    line("Name", metadata.path("name").asText());
    line("Namespace", metadata.path("namespace").asText(""));
    line("Kind", type.kind());
    line("Declared by", declaredBy(metadata.path("annotations")));
    line("Owner", metadata.path("annotations").path(Annotations.OWNER).asText(""));
    line("Labels", pairs(metadata.path("labels")));
    line("Created", moment(metadata.path("creationTimestamp").asText("")));
    if (metadata.has("deletionTimestamp")) {
      line(
          "Deletion",
          "asked "
              + moment(metadata.path("deletionTimestamp").asText())
              + ", waits for "
              + texts(metadata.path("finalizers")));
    }
  }

  private static String declaredBy(JsonNode annotations) {
    String source = annotations.path(Annotations.SOURCE).asText("");
    return source.isEmpty()
        ? ""
        : "source " + source + ", " + annotations.path(Annotations.SOURCE_PATH).asText("");
  }

  private void status() {
    for (Map.Entry<String, JsonNode> field : object.path("status").properties()) {
      if (QUIET.contains(field.getKey())) {
        continue;
      }
      JsonNode value = field.getValue();
      if (field.getKey().equals("agentPort") && value.asInt() == 0) {
        continue; // no agent can be called
      }
      if (value.isValueNode()) {
        line(words(field.getKey()), moment(value.asText()));
      } else if (field.getKey().equals("run")) {
        line("Application Id", value.path("applicationId").asText(""));
        line("Submissions", value.path("number").asText(""));
      } else if (field.getKey().equals("activity")) {
        line("Activity", activity(value));
      } else if (field.getKey().equals("culling")) {
        culling(value);
      } else if (field.getKey().equals("schedule")) {
        schedule(value);
      } else if (field.getKey().equals("used")) {
        line("Used", used(value));
      } else if (field.getKey().equals("shares")) {
        value.forEach(
            share ->
                line(
                    "  by " + share.path("name").asText(),
                    used(share.path("used")) + ", " + share.path("waiting").asInt() + " waiting"));
      }
    }
    JsonNode inventory = object.at("/status/inventory");
    if (!inventory.isMissingNode()) {
      line("Inventory", inventory.size() + " objects");
    }
  }

  private static String activity(JsonNode activity) {
    return activity.path("state").asText()
        + ": "
        + activity.path("message").asText()
        + "; kernels "
        + activity.path("kernels").asInt()
        + " ("
        + activity.path("busyKernels").asInt()
        + " busy), terminals "
        + activity.path("terminals").asInt()
        + ", connections "
        + activity.path("connections").asInt();
  }

  private static String used(JsonNode used) {
    return used.path("notebooks").asInt()
        + " notebooks, memory "
        + used.path("memory").asText()
        + ", vcores "
        + used.path("vcores").asInt()
        + ", GPUs "
        + used.path("gpus").asInt();
  }

  private void culling(JsonNode culling) {
    line("Idle Since", moment(culling.path("idleSince").asText("")));
    if (culling.path("culledAt").isMissingNode()) {
      line("Stops At", moment(culling.path("eligibleAt").asText("")));
      line("Not Stopped As", culling.path("blockedBy").asText(""));
    } else {
      line("Culled At", moment(culling.path("culledAt").asText()));
    }
  }

  private void schedule(JsonNode schedule) {
    String since = schedule.path("since").asText("");
    line(
        "Working Hours",
        schedule.path("state").asText() + (since.isEmpty() ? "" : " since " + moment(since)));
    line("Next Start", moment(schedule.path("nextStart").asText("")));
    line("Next Stop", moment(schedule.path("nextStop").asText("")));
    line("Held Until", moment(schedule.path("heldUntil").asText("")));
    line("Still Runs As", schedule.path("blockedBy").asText(""));
  }

  private void spec() {
    JsonNode spec = type.equals(Kinds.SECRET) ? secretKeys() : object.path("spec");
    if (!spec.isMissingNode() && !spec.isEmpty()) {
      heading("Spec");
      TreeText.yaml(spec).lines().forEach(l -> out.println("  " + l));
    }
  }

  /** Never the values (I15). */
  private JsonNode secretKeys() {
    ObjectNode keys = object.objectNode();
    object
        .path("data")
        .properties()
        .forEach(
            entry -> keys.put(entry.getKey(), entry.getValue().asText().length() + " characters"));
    return keys;
  }

  private void conditions() {
    JsonNode conditions = object.at("/status/conditions");
    if (conditions.isEmpty()) {
      return;
    }
    heading("Conditions");
    TextTable table = TextTable.indented("Type", "Status", "Reason", "Since");
    for (JsonNode condition : conditions) {
      table.add(
          condition.path("type").asText(),
          condition.path("status").asText(),
          condition.path("reason").asText(),
          age(condition.path("lastTransitionTime").asText("")));
    }
    out.println(table.headingLine(colors));
    List<String> rows = table.lines(colors);
    for (int i = 0; i < rows.size(); i++) {
      out.println(rows.get(i));
      PlainText.lines(conditions.get(i).path("message").asText())
          .forEach(message -> out.println("      " + message));
    }
    long observed = object.at("/status/observedGeneration").asLong(0);
    if (observed < object.at("/metadata/generation").asLong(0)) {
      out.println("  (they speak of an older spec; the operator has not seen the newest yet)");
    }
  }

  private void sourceErrors() {
    JsonNode errors = object.at("/status/errors");
    if (!errors.isEmpty()) {
      heading("Mistakes in files");
      for (JsonNode error : errors) {
        String message = error.path("message").asText();
        String path = error.path("path").asText();
        String whole = message.startsWith(path) ? message : path + ": " + message;
        PlainText.lines(whole).forEach(part -> out.println("  " + part));
      }
    }
  }

  private void remedies() {
    String name = object.at("/metadata/name").asText();
    String reference = type.equals(Kinds.NOTEBOOK) ? name : type.singular() + "/" + name;
    List<String> remedies = Conditions.remedies(object, reference);
    if (!remedies.isEmpty()) {
      heading("What helps");
      remedies.forEach(remedy -> out.println("  " + remedy));
    }
  }

  private void events(JsonNode events) {
    heading("Events");
    if (events.isEmpty()) {
      out.println("  none");
      return;
    }
    List<JsonNode> ordered = new ArrayList<>();
    events.forEach(ordered::add);
    ordered.sort(Comparator.comparing(event -> event.path("lastTimestamp").asText("")));
    TextTable table = TextTable.indented("Last seen", "Type", "Reason", "Count", "Message");
    for (JsonNode event : ordered) {
      table.add(
          age(event.path("lastTimestamp").asText("")),
          event.path("type").asText(),
          event.path("reason").asText(),
          event.path("count").asText("1"),
          event.path("message").asText());
    }
    table.print(out, colors, true);
  }

  private void heading(String text) {
    out.println();
    out.println(colors.bold(text + ":"));
  }

  private void line(String label, String value) {
    String name = label + ":";
    for (String part : PlainText.lines(value)) {
      String shown = label.equals("Phase") ? colors.judgement(part) : part;
      out.println(String.format(Locale.ROOT, "%-16s%s", name, shown));
      name = "";
    }
  }

  /** A time with how long ago it was, or how far away it is; other text as it is. */
  private String moment(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.isAfter(now)
          ? text + " (in " + Age.format(Duration.between(now, time)) + ")"
          : text + " (" + Age.format(Duration.between(time, now)) + " ago)";
    } catch (DateTimeParseException e) {
      return text;
    }
  }

  private String age(String time) {
    try {
      return Age.format(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  /** {@code readyAt} as {@code Ready At}. */
  private static String words(String field) {
    if (field.equals("url")) {
      return "URL";
    }
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      words.append(i > 0 && Character.isUpperCase(c) ? " " : "");
      words.append(i == 0 ? Character.toUpperCase(c) : c);
    }
    return words.toString();
  }

  private static String pairs(JsonNode map) {
    List<String> pairs = new ArrayList<>();
    map.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    pairs.sort(Comparator.naturalOrder());
    return String.join(", ", pairs);
  }

  private static String texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return String.join(", ", texts);
  }
}
