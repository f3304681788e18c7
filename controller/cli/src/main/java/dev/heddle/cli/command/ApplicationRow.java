package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.TextTable;
import dev.heddle.crd.quantity.Age;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;

/** An application as Skein's tables show it. */
record ApplicationRow(
    String id, String name, String namespace, String state, String status, String runtime) {

  private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "KILLED");

  static ApplicationRow of(JsonNode application, Instant now) {
    JsonNode status = application.path("status");
    String phase = status.path("phase").asText("Pending");
    String finalStatus = status.path("finalStatus").asText("UNDEFINED");
    return new ApplicationRow(
        status.at("/run/applicationId").asText(""),
        application.at("/metadata/name").asText(),
        application.at("/metadata/namespace").asText(),
        state(phase, finalStatus),
        finalStatus,
        runtime(status, now));
  }

  /** YARN's word for where the application stands. */
  private static String state(String phase, String finalStatus) {
    return switch (phase) {
      case "Submitting" -> "SUBMITTED";
      case "Accepted" -> "ACCEPTED";
      case "Starting", "Ready", "Stopping" -> "RUNNING";
      case "Succeeded" -> "FINISHED";
      case "Failed" -> finalStatus.equals("KILLED") ? "KILLED" : "FAILED";
      case "Stopped" -> finalStatus.equals("KILLED") ? "KILLED" : "FINISHED";
      default -> "NEW";
    };
  }

  private static String runtime(JsonNode status, Instant now) {
    try {
      Instant started = Instant.parse(status.path("startedAt").asText(""));
      String finished = status.path("finishedAt").asText("");
      Instant until = finished.isEmpty() ? now : Instant.parse(finished);
      return Age.format(Duration.between(started, until));
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  boolean isOver() {
    return OVER.contains(state);
  }

  static TextTable table() {
    return new TextTable("APPLICATION_ID", "NAME", "NAMESPACE", "STATE", "STATUS", "RUNTIME");
  }

  void addTo(TextTable table) {
    table.add(id, name, namespace, state, status, runtime);
  }
}
