package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.Wording;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.quantity.Durations;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** A class must not give what it does not allow: none of its notebooks could start. */
final class NotebookClassRules {

  private NotebookClassRules() {}

  static void check(FieldPath spec, JsonNode tree, Findings findings) {
    FieldPath path = spec.field("defaults");
    JsonNode defaults = tree.path("defaults");
    JsonNode limits = tree.path("limits");
    JsonNode resources = defaults.path("resources");
    FieldPath resourcesPath = path.field("resources");
    atMost(resourcesPath.field("memory"), resources, limits, "memory", DataSize::parse, findings);
    atMost(resourcesPath.field("vcores"), resources, limits, "vcores", Long::valueOf, findings);
    atMost(resourcesPath.field("gpus"), resources, limits, "gpus", Long::valueOf, findings);
    atMost(path.field("maxLifetime"), defaults, limits, "maxLifetime", Durations::parse, findings);
    atMost(
        path.field("culling").field("idleAfter"),
        defaults.path("culling"),
        limits,
        "idleAfter",
        Durations::parse,
        findings);
    environment(path.field("environment"), defaults.path("environment"), tree, findings);
    if (defaults.path("schedule").isObject()) {
      ScheduleRules.check(path.field("schedule"), defaults.path("schedule"), findings);
    }
    JsonNode queues = tree.path("allowed").path("queues");
    if (defaults.hasNonNull("queue") && !isAllowed(defaults.path("queue").asText(), queues)) {
      refuse(path.field("queue"), defaults.path("queue").asText(), "allowed.queues", findings);
    }
    if (defaults.path("env").has("JUPYTER_TOKEN")) {
      findings.add(
          path.field("env").field("JUPYTER_TOKEN"),
          ProblemCode.CONFLICT,
          "Heddle makes the token of each notebook itself; leave it out");
    }
  }

  private static void environment(
      FieldPath path, JsonNode environment, JsonNode spec, Findings findings) {
    if (environment.hasNonNull("archive") && environment.hasNonNull("python")) {
      findings.add(
          path,
          ProblemCode.CONFLICT,
          "found both archive and python; allowed is at most one of them");
    }
    JsonNode allowed = spec.path("allowed").path("environments");
    environment
        .properties()
        .forEach(
            given -> {
              if (!isAllowed(given.getValue().asText(), allowed)) {
                refuse(
                    path.field(given.getKey()),
                    given.getValue().asText(),
                    "allowed.environments",
                    findings);
              }
            });
  }

  private static boolean isAllowed(String value, JsonNode list) {
    if (list.isEmpty()) {
      return true;
    }
    for (JsonNode each : list) {
      String text = each.asText();
      if (text.equals(value)
          || (text.endsWith("*") && value.startsWith(text.substring(0, text.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(FieldPath path, String found, String list, Findings findings) {
    findings.add(
        path,
        ProblemCode.CONFLICT,
        "found " + Wording.quote(found) + ", which spec." + list + " does not allow; add it there");
  }

  private static <T extends Comparable<T>> void atMost(
      FieldPath path,
      JsonNode defaults,
      JsonNode limits,
      String name,
      Function<String, T> parser,
      Findings findings) {
    Optional<T> given = value(defaults.path(name), parser);
    Optional<T> limit = value(limits.path(name), parser);
    if (given.isPresent()
        && limit.isPresent()
        && Comparator.<T>naturalOrder().compare(given.get(), limit.get()) > 0) {
      findings.add(
          path,
          ProblemCode.OUT_OF_RANGE,
          "found "
              + defaults.path(name).asText()
              + "; allowed is at most "
              + limits.path(name).asText()
              + ", by spec.limits."
              + name);
    }
  }

  /** What is malformed is told by the schema. */
  private static <T> Optional<T> value(JsonNode node, Function<String, T> parser) {
    try {
      return node.isValueNode() && !node.isNull()
          ? Optional.of(parser.apply(node.asText()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
