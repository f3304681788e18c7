package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answer to {@code GET /v1/status}. Holds no secret (I15).
 *
 * @param phase where the service is
 * @param applicationId YARN application
 * @param attempt number of the application attempt, from 1
 * @param containerId container in which agent and service run
 * @param host host of the container
 * @param port port of the service, 0 while it is unknown
 * @param baseUrl path under which the service answers, with a slash at both ends
 * @param scheme http or https
 * @param pid process of the service, 0 when none runs
 * @param restarts how often the service was started again in this container
 * @param lastExit how the service last ended
 * @param agentRestarts how often the agent itself was started again in this container
 * @param startedAt when the service's current process started
 * @param readyAt when that process was first seen to answer
 * @param lastProbeOk last successful probe
 * @param workspace how the saving of its files stands; absent when it has no workspace
 * @param message one sentence for people
 * @param generation of the resource whose numbers of instances are in force; 0 for those it was
 *     submitted with
 * @param services what runs in containers of its own; empty when nothing does
 */
public record AgentStatus(
    Phase phase,
    String applicationId,
    int attempt,
    String containerId,
    String host,
    int port,
    String baseUrl,
    String scheme,
    long pid,
    int restarts,
    Optional<ServiceExit> lastExit,
    int agentRestarts,
    Instant startedAt,
    Optional<Instant> readyAt,
    Optional<Instant> lastProbeOk,
    Optional<WorkspaceReport> workspace,
    String message,
    long generation,
    List<ServiceStatus> services) {
  public AgentStatus {
    requireNonNull(phase, "phase is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(containerId, "containerId is null");
    requireNonNull(host, "host is null");
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(scheme, "scheme is null");
    requireNonNull(lastExit, "lastExit is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(readyAt, "readyAt is null");
    requireNonNull(lastProbeOk, "lastProbeOk is null");
    requireNonNull(workspace, "workspace is null");
    requireNonNull(message, "message is null");
    services = List.copyOf(services);
  }

  /** What one process in one container says of itself. */
  public AgentStatus(
      Phase phase,
      String applicationId,
      int attempt,
      String containerId,
      String host,
      int port,
      String baseUrl,
      String scheme,
      long pid,
      int restarts,
      Optional<ServiceExit> lastExit,
      int agentRestarts,
      Instant startedAt,
      Optional<Instant> readyAt,
      Optional<Instant> lastProbeOk,
      Optional<WorkspaceReport> workspace,
      String message) {
    this(
        phase,
        applicationId,
        attempt,
        containerId,
        host,
        port,
        baseUrl,
        scheme,
        pid,
        restarts,
        lastExit,
        agentRestarts,
        startedAt,
        readyAt,
        lastProbeOk,
        workspace,
        message,
        0,
        List.of());
  }

  /** Where the process answers; empty while it does not, or when nobody can know. */
  public String url() {
    return phase == Phase.READY && port > 0 ? scheme + "://" + host + ":" + port + baseUrl : "";
  }

  /** The same without the time of the last probe, which changes with each answer and is no news. */
  public AgentStatus withoutProbeTime() {
    return new AgentStatus(
        phase,
        applicationId,
        attempt,
        containerId,
        host,
        port,
        baseUrl,
        scheme,
        pid,
        restarts,
        lastExit,
        agentRestarts,
        startedAt,
        readyAt,
        Optional.empty(),
        workspace,
        message,
        generation,
        services);
  }

  /** The same with what runs in other containers. */
  public AgentStatus with(long newGeneration, List<ServiceStatus> newServices) {
    return new AgentStatus(
        phase,
        applicationId,
        attempt,
        containerId,
        host,
        port,
        baseUrl,
        scheme,
        pid,
        restarts,
        lastExit,
        agentRestarts,
        startedAt,
        readyAt,
        lastProbeOk,
        workspace,
        message,
        newGeneration,
        newServices);
  }

  /** The same with what is known of the workspace. */
  public AgentStatus withWorkspace(WorkspaceReport report) {
    return new AgentStatus(
        phase,
        applicationId,
        attempt,
        containerId,
        host,
        port,
        baseUrl,
        scheme,
        pid,
        restarts,
        lastExit,
        agentRestarts,
        startedAt,
        readyAt,
        lastProbeOk,
        Optional.of(report),
        message,
        generation,
        services);
  }

  public String toJson() {
    return JsonObject.create()
        .put("phase", phase.toString())
        .put("applicationId", applicationId)
        .put("attempt", attempt)
        .put("containerId", containerId)
        .put("host", host)
        .put("port", port)
        .put("baseUrl", baseUrl)
        .put("scheme", scheme)
        .put("pid", pid)
        .put("restarts", restarts)
        .put("lastExit", lastExit.map(ServiceExit::toJson))
        .put("agentRestarts", agentRestarts)
        .put("startedAt", startedAt)
        .put("readyAt", readyAt)
        .put("lastProbeOk", lastProbeOk)
        .put("workspace", workspace.map(WorkspaceReport::toJson))
        .put("message", message)
        .put("generation", generation)
        .putObjects("services", services.stream().map(ServiceStatus::toJson).toList())
        .toString();
  }

  public static AgentStatus fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new AgentStatus(
        json.constant("phase", Phase.class),
        json.string("applicationId"),
        Math.toIntExact(json.integer("attempt")),
        json.string("containerId"),
        json.string("host"),
        Math.toIntExact(json.integer("port")),
        json.string("baseUrl"),
        json.string("scheme"),
        json.integer("pid"),
        Math.toIntExact(json.integer("restarts")),
        json.optionalObject("lastExit").map(ServiceExit::fromJson),
        Math.toIntExact(json.integer("agentRestarts")),
        json.instant("startedAt"),
        json.optionalInstant("readyAt"),
        json.optionalInstant("lastProbeOk"),
        json.optionalObject("workspace").map(WorkspaceReport::fromJson),
        json.string("message"),
        json.integer("generation", 0),
        json.objectList("services").stream().map(ServiceStatus::fromJson).toList());
  }
}
