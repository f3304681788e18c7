package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One instance of a service, as it is shown. Holds no secret (I15).
 *
 * @param id the service's name and the number, as in {@code worker_3}
 * @param containerId YARN container, empty before it has one
 * @param host node of the container, empty before it has one
 * @param agentPort port of the container's agent, 0 while it is unknown
 * @param restarts how often the process was started again in this container
 * @param since when it came into this state
 * @param startedAt when its process was first seen to run
 * @param message one sentence for people, empty when the state says it all
 * @param ports those its process was given by name
 */
public record InstanceStatus(
    String id,
    InstanceState state,
    Optional<String> containerId,
    Optional<String> host,
    int agentPort,
    int restarts,
    Instant since,
    Optional<Instant> startedAt,
    String message,
    Map<String, Integer> ports) {
  public InstanceStatus {
    requireNonNull(id, "id is null");
    requireNonNull(state, "state is null");
    requireNonNull(containerId, "containerId is null");
    requireNonNull(host, "host is null");
    requireNonNull(since, "since is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(message, "message is null");
    ports = Map.copyOf(ports);
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("id", id)
        .put("state", state.toString())
        .put("containerId", containerId)
        .put("host", host)
        .put("agentPort", agentPort)
        .put("restarts", restarts)
        .put("since", since)
        .put("startedAt", startedAt)
        .put("message", message)
        .put("ports", Ports.toJson(ports));
  }

  static InstanceStatus fromJson(JsonObject json) {
    return new InstanceStatus(
        json.string("id"),
        json.constant("state", InstanceState.class),
        json.optionalString("containerId"),
        json.optionalString("host"),
        Math.toIntExact(json.integer("agentPort", 0)),
        Math.toIntExact(json.integer("restarts", 0)),
        json.instant("since"),
        json.optionalInstant("startedAt"),
        json.optionalString("message").orElse(""),
        Ports.fromJson(json));
  }
}
