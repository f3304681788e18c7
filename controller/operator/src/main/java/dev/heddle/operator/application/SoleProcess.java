package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Workspace;
import java.util.Map;
import java.util.Optional;

/**
 * The one process of an application, run in the application master's own container.
 *
 * @param name names its log
 * @param resources what it needs; the agent's share comes on top
 * @param script bash text
 * @param files destination name to file
 * @param env its environment
 * @param maxRestarts how often it is started again; -1 without end
 * @param readiness how it is seen to serve
 * @param workspace where its files are kept
 */
record SoleProcess(
    String name,
    Resources resources,
    String script,
    Map<String, FileResource> files,
    Map<String, String> env,
    int maxRestarts,
    Optional<Probe> readiness,
    Optional<Workspace> workspace) {

  SoleProcess {
    requireNonNull(name, "name is null");
    requireNonNull(resources, "resources is null");
    requireNonNull(script, "script is null");
    files = Map.copyOf(files);
    env = Map.copyOf(env);
    requireNonNull(readiness, "readiness is null");
    requireNonNull(workspace, "workspace is null");
  }
}
