package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.quantity.Age;
import dev.heddle.operator.api.TableColumns.Column;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The columns in which {@code kubectl get} shows pods and services. */
final class PodColumns {

  private static final String NONE = "<none>";

  private PodColumns() {}

  static List<Column> of(Column name) {
    return List.of(
        name,
        text("Ready", 0, PodColumns::ready),
        text("Status", 0, PodColumns::state),
        new Column("Restarts", "integer", "", 0, (pod, now) -> Optional.of(restarts(pod))),
        new Column("Age", "string", "", 0, (pod, now) -> Optional.of(age(pod, now))),
        text("IP", 1, pod -> pod.path("status").path("podIP").asText(NONE)),
        text("Node", 1, pod -> pod.path("spec").path("nodeName").asText(NONE)),
        text("Nominated Node", 1, pod -> NONE),
        text("Readiness Gates", 1, pod -> NONE));
  }

  static List<Column> ofServices(Column name, Column age) {
    return List.of(
        name,
        text("Type", 0, service -> service.path("spec").path("type").asText("")),
        text("Cluster-IP", 0, service -> service.path("spec").path("clusterIP").asText("")),
        text("External-IP", 0, service -> NONE),
        text("Port(s)", 0, PodColumns::ports),
        age,
        text("Selector", 1, PodColumns::selector));
  }

  private static Column text(String name, int priority, Function<JsonNode, String> cell) {
    return new Column(
        name, "string", "", priority, (object, now) -> Optional.of(cell.apply(object)));
  }

  private static JsonNode container(JsonNode pod) {
    return pod.path("status").path("containerStatuses").path(0);
  }

  private static String ready(JsonNode pod) {
    return (container(pod).path("ready").asBoolean() ? 1 : 0) + "/1";
  }

  private static long restarts(JsonNode pod) {
    return container(pod).path("restartCount").asLong();
  }

  private static String state(JsonNode pod) {
    if (pod.path("metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    JsonNode state = container(pod).path("state");
    String phase = pod.path("status").path("phase").asText("");
    return switch (phase) {
      case "Succeeded", "Failed" -> state.path("terminated").path("reason").asText(phase);
      default -> state.path("waiting").path("reason").asText(phase);
    };
  }

  /** Since it began: a pod's identity may be older than what runs in it. */
  private static String age(JsonNode pod, Instant now) {
    String since =
        pod.path("status")
            .path("startTime")
            .asText(pod.path("metadata").path("creationTimestamp").asText(""));
    try {
      return Age.format(Duration.between(Instant.parse(since), now));
    } catch (DateTimeException e) {
      return "<invalid>";
    }
  }

  private static String ports(JsonNode service) {
    List<String> ports = new ArrayList<>();
    service
        .path("spec")
        .path("ports")
        .forEach(port -> ports.add(port.path("port").asText() + "/TCP"));
    return String.join(",", ports);
  }

  private static String selector(JsonNode service) {
    List<String> labels = new ArrayList<>();
    service
        .path("spec")
        .path("selector")
        .properties()
        .forEach(label -> labels.add(label.getKey() + "=" + label.getValue().asText()));
    return String.join(",", labels);
  }
}
