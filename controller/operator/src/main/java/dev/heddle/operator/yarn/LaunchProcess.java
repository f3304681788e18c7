package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Workspace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A process to run in a container, beside an agent.
 *
 * @param name names its log
 * @param resources what it needs; the agent's share comes on top
 * @param script bash text
 * @param files destination name to file
 * @param env its environment
 * @param runtime what its container is run in
 * @param maxRestarts how often it is started again; -1 without end
 * @param restartWindow restarts longer ago do not count
 * @param upkeep its probes, ports, hooks and pauses
 * @param workspace where its files are kept
 * @param stopGrace how long a stop waits
 * @param activityInterval between two looks at whether it is used
 */
public record LaunchProcess(
    String name,
    Resources resources,
    String script,
    Map<String, FileResource> files,
    Map<String, String> env,
    Optional<ContainerRuntime> runtime,
    int maxRestarts,
    Duration restartWindow,
    LaunchUpkeep upkeep,
    Optional<Workspace> workspace,
    Duration stopGrace,
    Duration activityInterval) {

  public LaunchProcess {
    requireNonNull(name, "name is null");
    requireNonNull(resources, "resources is null");
    requireNonNull(script, "script is null");
    files = Map.copyOf(files);
    env = Map.copyOf(env);
    requireNonNull(runtime, "runtime is null");
    requireNonNull(restartWindow, "restartWindow is null");
    requireNonNull(upkeep, "upkeep is null");
    requireNonNull(workspace, "workspace is null");
    requireNonNull(stopGrace, "stopGrace is null");
    requireNonNull(activityInterval, "activityInterval is null");
  }

  /** With the usual pauses, and nothing but readiness declared. */
  public LaunchProcess(
      String name,
      Resources resources,
      String script,
      Map<String, FileResource> files,
      Map<String, String> env,
      Optional<ContainerRuntime> runtime,
      int maxRestarts,
      Duration restartWindow,
      Optional<Readiness> readiness,
      Optional<Workspace> workspace,
      Duration stopGrace,
      Duration activityInterval) {
    this(
        name,
        resources,
        script,
        files,
        env,
        runtime,
        maxRestarts,
        restartWindow,
        LaunchUpkeep.of(readiness),
        workspace,
        stopGrace,
        activityInterval);
  }
}
