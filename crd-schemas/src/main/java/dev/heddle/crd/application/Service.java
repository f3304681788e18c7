package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process to keep running.
 *
 * @param resources what its container reserves
 * @param script bash text; exactly one of script and commands
 * @param commands bash lines run in order, stopping at the first that fails (Skein before 0.6)
 * @param instances how many containers run it
 * @param files destination name to file
 * @param env its environment
 * @param depends services that must be ready before its first container is asked for
 * @param maxRestarts how often a process is started again after a failure; -1 means without end
 * @param restartWindow restarts longer ago do not count any more
 * @param restartBackoff the pauses before restarts; without it, 0.2 s to 30 s
 * @param allowFailures whether the application goes on when it is out of restarts
 * @param nodeLabel the node label of its containers; empty for the application's
 * @param nodes hosts to run on
 * @param racks racks to run on
 * @param relaxLocality whether other places will do
 * @param placement where its containers may be, seen from other containers
 * @param runtime what its containers are run in
 * @param stopGrace how long a stop waits; without it, as long as the application's
 * @param readiness how the agent learns that it serves; without it, running is ready
 * @param liveness whether it is still of use; when not, it is started again
 * @param startup gives a slow start its time before the other two are asked
 * @param ports name to port
 * @param hooks commands before its start and its stop
 * @param workspace where its files are kept
 */
public record Service(
    Resources resources,
    Optional<String> script,
    List<String> commands,
    int instances,
    Map<String, FileResource> files,
    Map<String, String> env,
    List<String> depends,
    int maxRestarts,
    Duration restartWindow,
    Optional<RestartBackoff> restartBackoff,
    boolean allowFailures,
    String nodeLabel,
    List<String> nodes,
    List<String> racks,
    boolean relaxLocality,
    List<PlacementRule> placement,
    Optional<ContainerRuntime> runtime,
    Optional<Duration> stopGrace,
    Optional<Readiness> readiness,
    Optional<Probe> liveness,
    Optional<Probe> startup,
    Map<String, Port> ports,
    Optional<Hooks> hooks,
    Optional<Workspace> workspace) {

  private static final Duration RESTART_WINDOW = Duration.ofMinutes(10);

  public Service {
    requireNonNull(resources, "resources is null");
    script = requireNonNullElse(script, Optional.empty());
    commands = List.copyOf(requireNonNullElse(commands, List.of()));
    files = Map.copyOf(requireNonNullElse(files, Map.of()));
    env = Map.copyOf(requireNonNullElse(env, Map.of()));
    depends = List.copyOf(requireNonNullElse(depends, List.of()));
    restartWindow = requireNonNullElse(restartWindow, RESTART_WINDOW);
    restartBackoff = requireNonNullElse(restartBackoff, Optional.empty());
    nodeLabel = requireNonNullElse(nodeLabel, "");
    nodes = List.copyOf(requireNonNullElse(nodes, List.of()));
    racks = List.copyOf(requireNonNullElse(racks, List.of()));
    placement = List.copyOf(requireNonNullElse(placement, List.of()));
    runtime = requireNonNullElse(runtime, Optional.empty());
    stopGrace = requireNonNullElse(stopGrace, Optional.empty());
    readiness = requireNonNullElse(readiness, Optional.empty());
    liveness = requireNonNullElse(liveness, Optional.empty());
    startup = requireNonNullElse(startup, Optional.empty());
    ports = Map.copyOf(requireNonNullElse(ports, Map.of()));
    hooks = requireNonNullElse(hooks, Optional.empty());
    workspace = requireNonNullElse(workspace, Optional.empty());
  }

  /** A process that depends on nothing and may run anywhere. */
  public Service(
      Resources resources,
      Optional<String> script,
      List<String> commands,
      int instances,
      Map<String, FileResource> files,
      Map<String, String> env,
      int maxRestarts,
      Optional<Readiness> readiness,
      Optional<Workspace> workspace) {
    this(
        resources,
        script,
        commands,
        instances,
        files,
        env,
        List.of(),
        maxRestarts,
        RESTART_WINDOW,
        Optional.empty(),
        false,
        "",
        List.of(),
        List.of(),
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        readiness,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        workspace);
  }
}
