package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.application.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions of an object, as sentences. */
final class Conditions {

  private Conditions() {}

  /** {@code : reason and message} of what is in the way, or nothing. */
  static String because(JsonNode object) {
    for (String type : List.of("Stalled", "Ready")) {
      Optional<JsonNode> found = find(object, type);
      if (found.isPresent()) {
        JsonNode condition = found.orElseThrow();
        boolean bad = condition.path("status").asText().equals("True") == type.equals("Stalled");
        String message = condition.path("message").asText("");
        if (bad && !message.isEmpty()) {
          return ": " + message;
        }
      }
    }
    return "";
  }

  /** Whether it cannot go on without a change by somebody, judged by the newest spec. */
  static boolean isStalled(JsonNode object) {
    boolean newest =
        object.at("/status/observedGeneration").asLong(0)
            >= object.at("/metadata/generation").asLong(0);
    return newest
        && find(object, "Stalled")
            .map(stalled -> stalled.path("status").asText().equals("True"))
            .orElse(false);
  }

  static Optional<JsonNode> find(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  /** What a person can do about an object that is not as wanted. */
  static List<String> remedies(JsonNode object, String reference) {
    List<String> remedies = new ArrayList<>();
    String phase = object.at("/status/phase").asText("");
    switch (phase) {
      case "Accepted" ->
          remedies.add(
              "YARN has no room for it yet: see the queue "
                  + object.at("/spec/queue").asText(Terms.DEFAULT_QUEUE)
                  + ", or ask for less memory");
      case "Failed", "BackOff" -> {
        remedies.add("heddle logs " + reference + " shows what it printed");
        if (phase.equals("Failed")) {
          remedies.add("after mending the cause: heddle start " + reference);
        }
      }
      case "Succeeded" -> remedies.add("it ended by itself; heddle start " + reference);
      case "Stopped" -> remedies.add("heddle start " + reference);
      default -> {
        // On its way, or well: nothing is to be done.
      }
    }
    find(object, "PendingRestart")
        .filter(pending -> !pending.path("reason").asText().equals("QuotaExceeded"))
        .ifPresent(pending -> remedies.add("heddle restart " + reference + " applies the change"));
    return remedies;
  }
}
