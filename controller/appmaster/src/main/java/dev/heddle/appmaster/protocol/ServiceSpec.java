package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A service in containers of its own, as the application master is told of it.
 *
 * @param instances how many containers to begin with
 * @param depends services that must be ready before the first container is asked for
 * @param restart how often a failed process or container is replaced, over all instances
 * @param allowFailures whether the application goes on when that is used up
 * @param environment of each container, without what the application master adds
 * @param files of each container
 * @param agent what each container's agent is told, without its role and Hadoop's settings
 */
public record ServiceSpec(
    int instances,
    List<String> depends,
    RestartLimits restart,
    boolean allowFailures,
    ContainerNeeds needs,
    Map<String, String> environment,
    List<LocalFile> files,
    AgentSpec agent) {
  public ServiceSpec {
    depends = List.copyOf(depends);
    requireNonNull(restart, "restart is null");
    requireNonNull(needs, "needs is null");
    environment = Map.copyOf(environment);
    files = List.copyOf(files);
    requireNonNull(agent, "agent is null");
  }

  public String name() {
    return agent.service();
  }

  public Duration stopGrace() {
    return agent.stopGrace();
  }

  /** The same with variables that go before those it has. */
  public ServiceSpec withVariables(Map<String, String> variables) {
    return variables.isEmpty()
        ? this
        : new ServiceSpec(
            instances,
            depends,
            restart,
            allowFailures,
            needs,
            AgentLaunch.withVariables(environment, variables),
            files,
            agent);
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("instances", instances)
        .put("depends", depends)
        .put("restart", restart.toJson())
        .put("allowFailures", allowFailures)
        .put("needs", needs.toJson())
        .put("environment", environment)
        .putObjects("files", files.stream().map(LocalFile::toJson).toList())
        .put("agent", agent.toJson());
  }

  static ServiceSpec fromJson(JsonObject json) {
    return new ServiceSpec(
        Math.toIntExact(json.integer("instances")),
        json.stringList("depends"),
        RestartLimits.fromJson(json.object("restart")),
        json.bool("allowFailures", false),
        ContainerNeeds.fromJson(json.object("needs")),
        json.stringMap("environment"),
        json.objectList("files").stream().map(LocalFile::fromJson).toList(),
        AgentSpec.fromJson(json.string("agent")));
  }
}
