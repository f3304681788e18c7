package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The desired state of one YARN application.
 *
 * @param name the name YARN shows; empty means the resource's own name
 * @param queue the YARN queue
 * @param user the user YARN sees; without it, the one who owns the resource (I15)
 * @param runIn where the one instance of the only service runs
 * @param nodeLabel the node label of all containers; empty for none
 * @param maxAttempts how many attempts YARN grants the application master
 * @param priority among the applications of its queue; without it, the queue's default
 * @param maxLifetime from the submission to the moment when YARN ends it; without it, what the
 *     queue says
 * @param logs which log files YARN collects; without it, all at the end
 * @param tags YARN application tags besides Heddle's own
 * @param fileSystems file systems, besides the default one, for which tokens are fetched
 * @param acls who else may see and change it
 * @param master the application master's container
 * @param services name to service
 * @param suspend stopped, and kept stopped, while true
 * @param restartPolicy when it is submitted again after its end
 * @param stopGrace how long a stop waits for the process before it is killed
 * @param culling when it is stopped because nobody uses it
 * @param schedule its working hours
 * @param skeinProtocol whether Skein's own protocol is spoken too
 * @param updateStrategy when a change reaches what runs; without it, at once
 */
public record ApplicationSpec(
    String name,
    String queue,
    Optional<String> user,
    RunIn runIn,
    String nodeLabel,
    int maxAttempts,
    Optional<Integer> priority,
    Optional<Duration> maxLifetime,
    Optional<LogPatterns> logs,
    List<String> tags,
    List<String> fileSystems,
    Optional<Acls> acls,
    Optional<Master> master,
    Map<String, Service> services,
    boolean suspend,
    RestartPolicy restartPolicy,
    Duration stopGrace,
    Optional<Culling> culling,
    Optional<Schedule> schedule,
    boolean skeinProtocol,
    Optional<UpdateStrategy> updateStrategy) {

  public ApplicationSpec {
    name = requireNonNullElse(name, "");
    requireNonNull(queue, "queue is null");
    user = requireNonNullElse(user, Optional.empty());
    runIn = requireNonNullElse(runIn, RunIn.APPLICATION_MASTER);
    nodeLabel = requireNonNullElse(nodeLabel, "");
    priority = requireNonNullElse(priority, Optional.empty());
    maxLifetime = requireNonNullElse(maxLifetime, Optional.empty());
    logs = requireNonNullElse(logs, Optional.empty());
    tags = List.copyOf(requireNonNullElse(tags, List.of()));
    fileSystems = List.copyOf(requireNonNullElse(fileSystems, List.of()));
    acls = requireNonNullElse(acls, Optional.empty());
    master = requireNonNullElse(master, Optional.empty());
    services = Map.copyOf(requireNonNullElse(services, Map.of()));
    requireNonNull(restartPolicy, "restartPolicy is null");
    requireNonNull(stopGrace, "stopGrace is null");
    culling = requireNonNullElse(culling, Optional.empty());
    schedule = requireNonNullElse(schedule, Optional.empty());
    updateStrategy = requireNonNullElse(updateStrategy, Optional.empty());
  }

  /** What YARN is asked to grant, and can be asked anew while it runs. */
  public Terms terms() {
    return new Terms(priority, maxLifetime, Optional.of(queue));
  }

  /** The same application, stopped or not. */
  public ApplicationSpec withSuspend(boolean value) {
    return new ApplicationSpec(
        name,
        queue,
        user,
        runIn,
        nodeLabel,
        maxAttempts,
        priority,
        maxLifetime,
        logs,
        tags,
        fileSystems,
        acls,
        master,
        services,
        value,
        restartPolicy,
        stopGrace,
        culling,
        schedule,
        skeinProtocol,
        updateStrategy);
  }
}
