package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one submission to YARN carries: the result of planning, nothing looked up later.
 *
 * @param namespace of the resource
 * @param resourceName of the resource
 * @param uid of the resource: goes into the tags (I1)
 * @param run number of the submission, from 1
 * @param displayName the name YARN shows
 * @param queue the YARN queue
 * @param user the user YARN sees (I15)
 * @param nodeLabel empty for none
 * @param maxAttempts how many attempts YARN grants
 * @param tags further tags
 * @param fileSystems file systems for which tokens are fetched besides the default one
 * @param acls who else may see and change it
 * @param resources of the process; the agent's share is added by the submission
 * @param service the name of the service, which names its log
 * @param script bash text of the process
 * @param files destination name to file
 * @param env environment of the process
 * @param secretEnv environment that must never be shown: tokens (I15)
 * @param maxRestarts how often the agent starts the process again; -1 without end
 * @param readiness how the agent learns that it serves
 * @param stopGrace how long a stop waits
 */
public record Launch(
    String namespace,
    String resourceName,
    String uid,
    int run,
    String displayName,
    String queue,
    String user,
    String nodeLabel,
    int maxAttempts,
    List<String> tags,
    List<String> fileSystems,
    Optional<Acls> acls,
    Resources resources,
    String service,
    String script,
    Map<String, FileResource> files,
    Map<String, String> env,
    Map<String, String> secretEnv,
    int maxRestarts,
    Optional<Probe> readiness,
    Duration stopGrace) {

  public Launch {
    requireNonNull(uid, "uid is null");
    tags = List.copyOf(tags);
    fileSystems = List.copyOf(fileSystems);
    files = Map.copyOf(files);
    env = Map.copyOf(env);
    secretEnv = Map.copyOf(secretEnv);
  }

  /** Leaves the secrets out: a launch that is logged by mistake shows none (I15). */
  @Override
  public String toString() {
    return "Launch[" + namespace + "/" + resourceName + " uid=" + uid + " run=" + run + "]";
  }
}
