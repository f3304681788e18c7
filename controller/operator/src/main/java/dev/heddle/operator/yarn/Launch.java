package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Workspace;
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
 * @param run number of the submission, from 1: goes into the tags
 * @param launchHash identity of the wishes below: goes into the tags, so that it can be told from
 *     YARN alone what an application was submitted for
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
 * @param token given to the process by environment only, never to be shown (I15)
 * @param maxRestarts how often within ten minutes the agent starts the process again; -1 without
 *     end
 * @param readiness how the agent learns that it serves
 * @param workspace where its files are kept
 * @param stopGrace how long a stop waits
 */
public record Launch(
    String namespace,
    String resourceName,
    String uid,
    int run,
    String launchHash,
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
    Optional<String> token,
    int maxRestarts,
    Optional<Probe> readiness,
    Optional<Workspace> workspace,
    Duration stopGrace) {

  public Launch {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(resourceName, "resourceName is null");
    requireNonNull(uid, "uid is null");
    requireNonNull(launchHash, "launchHash is null");
    requireNonNull(displayName, "displayName is null");
    requireNonNull(queue, "queue is null");
    requireNonNull(user, "user is null");
    requireNonNull(nodeLabel, "nodeLabel is null");
    tags = List.copyOf(tags);
    fileSystems = List.copyOf(fileSystems);
    requireNonNull(acls, "acls is null");
    requireNonNull(resources, "resources is null");
    requireNonNull(service, "service is null");
    requireNonNull(script, "script is null");
    files = Map.copyOf(files);
    env = Map.copyOf(env);
    requireNonNull(token, "token is null");
    requireNonNull(readiness, "readiness is null");
    requireNonNull(workspace, "workspace is null");
    requireNonNull(stopGrace, "stopGrace is null");
  }

  /** Leaves the token out: a launch that is logged by mistake shows none (I15). */
  @Override
  public String toString() {
    return "Launch[" + namespace + "/" + resourceName + " uid=" + uid + " run=" + run + "]";
  }
}
