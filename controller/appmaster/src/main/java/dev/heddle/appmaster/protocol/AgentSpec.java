package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent is told when its container starts. It holds no secret: the token and the key store
 * come by other ways (I15).
 *
 * @param namespace namespace of the resource
 * @param name name of the resource
 * @param uid uid of the resource, for messages only
 * @param user user on whose behalf files are written
 * @param service name of the service; its output goes to {@code <LOG_DIR>/<service>.log}
 * @param baseUrl path under which the service answers, with a slash at both ends
 * @param probe when absent, a Jupyter server is looked for and a running process counts as ready
 * @param shutdownPath path below the base URL that stops the service when posted to
 * @param restart how often the service is started again in place
 * @param stopGrace how long a stop waits for the service to end by itself
 * @param upkeep probes, ports and hooks
 * @param stagingDir directory of this application in the file system, where the key-value store is
 *     kept for a later attempt
 * @param workspace where the files of the service are kept
 * @param infoKey key under which the address of an answering Jupyter server is published
 * @param activityInterval between two looks at whether the service is used
 * @param role what this agent is in its application
 * @param hadoopConf the client configuration that differs from Hadoop's defaults, resolved; {@link
 *     HadoopKeys#wanted} says which keys matter
 */
public record AgentSpec(
    String namespace,
    String name,
    String uid,
    String user,
    String service,
    String baseUrl,
    Optional<Probe> probe,
    Optional<String> shutdownPath,
    RestartLimits restart,
    Duration stopGrace,
    Upkeep upkeep,
    Optional<String> stagingDir,
    Optional<WorkspaceSpec> workspace,
    String infoKey,
    Duration activityInterval,
    Role role,
    Map<String, String> hadoopConf) {
  /** Often enough for limits of minutes. */
  public static final Duration USUAL_ACTIVITY_INTERVAL = Duration.ofSeconds(30);

  public static final String JUPYTER_INFO_KEY = "jupyter.notebook.info";

  public AgentSpec {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(uid, "uid is null");
    requireNonNull(user, "user is null");
    requireNonNull(service, "service is null");
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(probe, "probe is null");
    requireNonNull(shutdownPath, "shutdownPath is null");
    requireNonNull(restart, "restart is null");
    requireNonNull(stopGrace, "stopGrace is null");
    requireNonNull(upkeep, "upkeep is null");
    requireNonNull(stagingDir, "stagingDir is null");
    requireNonNull(workspace, "workspace is null");
    requireNonNull(infoKey, "infoKey is null");
    requireNonNull(activityInterval, "activityInterval is null");
    requireNonNull(role, "role is null");
    hadoopConf = Map.copyOf(hadoopConf);
    if (!service.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new IllegalArgumentException("service name cannot name a log file: " + service);
    }
    if (!baseUrl.startsWith("/") || !baseUrl.endsWith("/")) {
      throw new IllegalArgumentException("base URL lacks a slash at an end: " + baseUrl);
    }
  }

  /** With nothing but restarts to keep the process running. */
  public AgentSpec(
      String namespace,
      String name,
      String uid,
      String user,
      String service,
      String baseUrl,
      Optional<Probe> probe,
      Optional<String> shutdownPath,
      RestartLimits restart,
      Duration stopGrace,
      Optional<String> stagingDir,
      Optional<WorkspaceSpec> workspace,
      String infoKey,
      Duration activityInterval,
      Role role,
      Map<String, String> hadoopConf) {
    this(
        namespace,
        name,
        uid,
        user,
        service,
        baseUrl,
        probe,
        shutdownPath,
        restart,
        stopGrace,
        Upkeep.none(),
        stagingDir,
        workspace,
        infoKey,
        activityInterval,
        role,
        hadoopConf);
  }

  /** The same agent in a container of its own, with the settings of the one that starts it. */
  public AgentSpec inContainer(Role.Container container, Map<String, String> settings) {
    return new AgentSpec(
        namespace,
        name,
        uid,
        user,
        service,
        baseUrl,
        probe,
        shutdownPath,
        restart,
        stopGrace,
        upkeep,
        stagingDir,
        workspace,
        infoKey,
        activityInterval,
        container,
        settings);
  }

  public String toJson() {
    return JsonObject.create()
        .put("namespace", namespace)
        .put("name", name)
        .put("uid", uid)
        .put("user", user)
        .put("service", service)
        .put("baseUrl", baseUrl)
        .put("probe", probe.map(Probe::toJson))
        .put("shutdownPath", shutdownPath)
        .put("restart", restart.toJson())
        .put("stopGrace", stopGrace)
        .put("upkeep", upkeep.isNone() ? Optional.empty() : Optional.of(upkeep.toJson()))
        .put("stagingDir", stagingDir)
        .put("workspace", workspace.map(WorkspaceSpec::toJson))
        .put("infoKey", infoKey)
        .put("activityInterval", activityInterval)
        .put("role", role.toJson())
        .put("hadoopConf", hadoopConf)
        .toString();
  }

  public static AgentSpec fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    return new AgentSpec(
        json.string("namespace"),
        json.string("name"),
        json.string("uid"),
        json.string("user"),
        json.string("service"),
        json.string("baseUrl"),
        json.optionalObject("probe").map(Probe::fromJson),
        json.optionalString("shutdownPath"),
        RestartLimits.fromJson(json.object("restart")),
        json.duration("stopGrace"),
        json.optionalObject("upkeep").map(Upkeep::fromJson).orElseGet(Upkeep::none),
        json.optionalString("stagingDir"),
        json.optionalObject("workspace").map(WorkspaceSpec::fromJson),
        json.string("infoKey"),
        json.has("activityInterval") ? json.duration("activityInterval") : USUAL_ACTIVITY_INTERVAL,
        json.optionalObject("role").map(Role::fromJson).orElseGet(Role.Alone::new),
        json.stringMap("hadoopConf"));
  }
}
