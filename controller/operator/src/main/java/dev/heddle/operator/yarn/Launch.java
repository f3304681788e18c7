package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.application.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * @param terms what YARN is asked to grant it, and may be asked anew
 * @param logs what is logged and collected
 * @param process what runs beside the application master, if anything does
 * @param masterRuntime what the container of an application master that runs alone is run in
 * @param masterResources of an application master that runs alone; absent means what it needs
 * @param services what runs in containers of its own, each after those it depends on
 * @param generation of the resource
 * @param token given to processes by credentials only, never to be shown (I15)
 * @param stopGrace how long a stop waits
 * @param skein how it is described to programs that speak Skein's protocol; absent when that is not
 *     spoken
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
    Terms terms,
    LaunchLogs logs,
    Optional<LaunchProcess> process,
    Optional<ContainerRuntime> masterRuntime,
    Optional<Resources> masterResources,
    List<LaunchService> services,
    long generation,
    Optional<String> token,
    Duration stopGrace,
    Optional<SkeinSpec> skein) {

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
    requireNonNull(terms, "terms is null");
    requireNonNull(logs, "logs is null");
    requireNonNull(masterRuntime, "masterRuntime is null");
    requireNonNull(process, "process is null");
    requireNonNull(masterResources, "masterResources is null");
    services = List.copyOf(services);
    requireNonNull(token, "token is null");
    requireNonNull(stopGrace, "stopGrace is null");
    requireNonNull(skein, "skein is null");
  }

  /** Where the files of any process are kept. */
  List<Workspace> workspaces() {
    List<Workspace> all = new ArrayList<>(workspace().stream().toList());
    services.forEach(service -> service.process().workspace().ifPresent(all::add));
    return all;
  }

  /** Where the files of the process beside the application master are kept. */
  Optional<Workspace> workspace() {
    return process.flatMap(LaunchProcess::workspace);
  }

  /** Leaves the token out: a launch that is logged by mistake shows none (I15). */
  @Override
  public String toString() {
    return "Launch[" + namespace + "/" + resourceName + " uid=" + uid + " run=" + run + "]";
  }
}
