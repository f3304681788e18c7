package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

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
 * @param maxRestarts how often the process is started again after a failure; -1 means without end
 * @param readiness how the agent learns that it serves; without it, running is ready
 * @param workspace where its files are kept
 */
public record Service(
    Resources resources,
    Optional<String> script,
    List<String> commands,
    int instances,
    Map<String, FileResource> files,
    Map<String, String> env,
    int maxRestarts,
    Optional<Probe> readiness,
    Optional<Workspace> workspace) {

  public Service {
    requireNonNull(resources, "resources is null");
    script = requireNonNullElse(script, Optional.empty());
    commands = List.copyOf(requireNonNullElse(commands, List.of()));
    files = Map.copyOf(requireNonNullElse(files, Map.of()));
    env = Map.copyOf(requireNonNullElse(env, Map.of()));
    readiness = requireNonNullElse(readiness, Optional.empty());
    workspace = requireNonNullElse(workspace, Optional.empty());
  }
}
