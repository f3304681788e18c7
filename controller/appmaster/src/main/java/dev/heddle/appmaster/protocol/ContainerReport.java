package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Body of {@code POST /v1/reports/CONTAINER_ID}: what a container's agent says of itself, after
 * every change and now and then.
 *
 * @param service name of the service
 * @param instance number of the container among all that the service ever had
 * @param agentPort port of this agent's own HTTPS interface
 * @param status of the process
 * @param info what is to be published under the service's key, while there is something
 * @param end how the process ended for good
 */
public record ContainerReport(
    String service,
    int instance,
    int agentPort,
    AgentStatus status,
    Optional<String> info,
    Optional<ShutdownRequest> end) {
  public ContainerReport {
    requireNonNull(service, "service is null");
    requireNonNull(status, "status is null");
    requireNonNull(info, "info is null");
    requireNonNull(end, "end is null");
  }

  /** Leaves out what is published: it holds the server's token (I15). */
  @Override
  public String toString() {
    return "ContainerReport[" + service + "_" + instance + " " + status.phase() + "]";
  }

  public String toJson() {
    return JsonObject.create()
        .put("service", service)
        .put("instance", instance)
        .put("agentPort", agentPort)
        .put("status", status.toJson())
        .put("info", info)
        .put("end", end.map(ShutdownRequest::toJson))
        .toString();
  }

  public static ContainerReport fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new ContainerReport(
        json.string("service"),
        Math.toIntExact(json.integer("instance")),
        Math.toIntExact(json.integer("agentPort")),
        AgentStatus.fromJson(json.string("status")),
        json.optionalString("info"),
        json.optionalString("end").map(ShutdownRequest::fromJson));
  }
}
