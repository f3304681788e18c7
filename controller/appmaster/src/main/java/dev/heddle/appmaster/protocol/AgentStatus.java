package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Answer to {@code GET /v1/status}. Holds no secret (I15). As JSON its parts are one flat object.
 *
 * @param phase where the service is
 * @param workspace how the saving of its files stands; absent when it has no workspace
 * @param message one sentence for people
 * @param generation of the resource whose numbers of instances are in force; 0 for those it was
 *     submitted with
 * @param services what runs in containers of its own; empty when nothing does
 * @param activity whether the process is used; absent while nobody has looked
 */
public record AgentStatus(
    Phase phase,
    AgentPlace place,
    ServiceAddress address,
    ProcessStatus process,
    Optional<WorkspaceReport> workspace,
    String message,
    long generation,
    List<ServiceStatus> services,
    Optional<ActivityReport> activity) {
  public AgentStatus {
    requireNonNull(phase, "phase is null");
    requireNonNull(place, "place is null");
    requireNonNull(address, "address is null");
    requireNonNull(process, "process is null");
    requireNonNull(workspace, "workspace is null");
    requireNonNull(message, "message is null");
    services = List.copyOf(services);
    requireNonNull(activity, "activity is null");
  }

  /** What one process in one container says of itself. */
  public AgentStatus(
      Phase phase,
      AgentPlace place,
      ServiceAddress address,
      ProcessStatus process,
      Optional<WorkspaceReport> workspace,
      String message) {
    this(phase, place, address, process, workspace, message, 0, List.of(), Optional.empty());
  }

  /** Where the process answers; empty while it does not, or when nobody can know. */
  public String url() {
    return phase == Phase.READY ? address.url() : "";
  }

  /** The same without the time of the last probe, which changes with each answer and is no news. */
  public AgentStatus withoutProbeTime() {
    return new AgentStatus(
        phase,
        place,
        address,
        process.withoutProbeTime(),
        workspace,
        message,
        generation,
        services,
        activity);
  }

  /** The same with what runs in other containers. */
  public AgentStatus with(long newGeneration, List<ServiceStatus> newServices) {
    return new AgentStatus(
        phase, place, address, process, workspace, message, newGeneration, newServices, activity);
  }

  /** The same with what is known of the workspace. */
  public AgentStatus withWorkspace(WorkspaceReport report) {
    return new AgentStatus(
        phase,
        place,
        address,
        process,
        Optional.of(report),
        message,
        generation,
        services,
        activity);
  }

  /** The same with how it is used. */
  public AgentStatus withActivity(ActivityReport report) {
    return new AgentStatus(
        phase,
        place,
        address,
        process,
        workspace,
        message,
        generation,
        services,
        Optional.of(report));
  }

  public String toJson() {
    return JsonObject.create()
        .put("phase", phase.toString())
        .put("applicationId", place.applicationId())
        .put("attempt", place.attempt())
        .put("containerId", place.containerId())
        .put("host", address.host())
        .put("port", address.port())
        .put("baseUrl", address.baseUrl())
        .put("scheme", address.scheme())
        .put("pid", process.pid())
        .put("restarts", process.restarts())
        .put("lastExit", process.lastExit().map(ServiceExit::toJson))
        .put("agentRestarts", place.agentRestarts())
        .put("startedAt", process.startedAt())
        .put("readyAt", process.readyAt())
        .put("lastProbeOk", process.lastProbeOk())
        .put("ports", Ports.toJson(process.ports()))
        .put("lastFailure", process.lastFailure())
        .put("workspace", workspace.map(WorkspaceReport::toJson))
        .put("message", message)
        .put("generation", generation)
        .putObjects("services", services.stream().map(ServiceStatus::toJson).toList())
        .put("activity", activity.map(ActivityReport::toJson))
        .toString();
  }

  public static AgentStatus fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new AgentStatus(
        json.constant("phase", Phase.class),
        new AgentPlace(
            json.string("applicationId"),
            Math.toIntExact(json.integer("attempt")),
            json.string("containerId"),
            Math.toIntExact(json.integer("agentRestarts"))),
        new ServiceAddress(
            json.string("host"),
            Math.toIntExact(json.integer("port")),
            json.string("baseUrl"),
            json.string("scheme")),
        new ProcessStatus(
            json.integer("pid"),
            Math.toIntExact(json.integer("restarts")),
            json.optionalObject("lastExit").map(ServiceExit::fromJson),
            json.instant("startedAt"),
            json.optionalInstant("readyAt"),
            json.optionalInstant("lastProbeOk"),
            Ports.fromJson(json),
            json.optionalString("lastFailure").orElse("")),
        json.optionalObject("workspace").map(WorkspaceReport::fromJson),
        json.string("message"),
        json.integer("generation", 0),
        json.objectList("services").stream().map(ServiceStatus::fromJson).toList(),
        json.optionalObject("activity").map(ActivityReport::fromJson));
  }
}
