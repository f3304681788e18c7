package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.application.ContainerRuntime;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.RestartBackoff;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.RunIn;
import dev.heddle.crd.application.Schedule;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.application.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The desired state of one notebook.
 *
 * @param notebookClass the class that gives what is left open and limits the rest
 * @param environment the Python that runs it
 * @param resources what its container reserves; the agent's share is added on top
 * @param queue the YARN queue
 * @param user the user YARN sees; without it, the one who owns the resource (I15)
 * @param server the Jupyter module that is started
 * @param arguments further arguments of the server
 * @param files destination name to file
 * @param env environment of the server and its kernels
 * @param runIn where the server runs
 * @param nodeLabel the node label; empty for none
 * @param priority among the applications of its queue; without it, the queue's default
 * @param maxLifetime from the submission to the moment when YARN ends it; without it, what the
 *     queue says
 * @param runtime what its container is run in
 * @param suspend stopped, and kept stopped, while true
 * @param restartPolicy when it is submitted again after its end
 * @param maxRestarts how often the server is started again within an application; -1 means without
 *     end
 * @param restartWindow restarts longer ago do not count any more
 * @param restartBackoff the pauses before restarts; without it, 0.2 s to 30 s
 * @param stopGrace how long a stop waits for the server before it is killed
 * @param workspace where its files are kept; without it they are lost with the container
 * @param culling when it is stopped because nobody uses it
 * @param schedule its working hours
 * @param updateStrategy when a change reaches it while it runs; without it, when nobody works in it
 */
public record NotebookSpec(
    @JsonProperty("class") Optional<String> notebookClass,
    Environment environment,
    Resources resources,
    String queue,
    Optional<String> user,
    Server server,
    List<String> arguments,
    Map<String, FileResource> files,
    Map<String, String> env,
    RunIn runIn,
    String nodeLabel,
    Optional<Integer> priority,
    Optional<Duration> maxLifetime,
    Optional<ContainerRuntime> runtime,
    boolean suspend,
    RestartPolicy restartPolicy,
    int maxRestarts,
    Duration restartWindow,
    Optional<RestartBackoff> restartBackoff,
    Duration stopGrace,
    Optional<Workspace> workspace,
    Optional<Culling> culling,
    Optional<Schedule> schedule,
    Optional<UpdateStrategy> updateStrategy) {

  private static final int MAX_RESTARTS = 5;
  private static final Duration RESTART_WINDOW = Duration.ofMinutes(10);

  public NotebookSpec {
    notebookClass = requireNonNullElse(notebookClass, Optional.empty());
    environment = requireNonNullElse(environment, Environment.ofDefault());
    requireNonNull(resources, "resources is null");
    requireNonNull(queue, "queue is null");
    user = requireNonNullElse(user, Optional.empty());
    server = requireNonNullElse(server, Server.NOTEBOOK);
    arguments = List.copyOf(requireNonNullElse(arguments, List.of()));
    files = Map.copyOf(requireNonNullElse(files, Map.of()));
    env = Map.copyOf(requireNonNullElse(env, Map.of()));
    runIn = requireNonNullElse(runIn, RunIn.APPLICATION_MASTER);
    nodeLabel = requireNonNullElse(nodeLabel, "");
    priority = requireNonNullElse(priority, Optional.empty());
    maxLifetime = requireNonNullElse(maxLifetime, Optional.empty());
    runtime = requireNonNullElse(runtime, Optional.empty());
    requireNonNull(restartPolicy, "restartPolicy is null");
    restartWindow = requireNonNullElse(restartWindow, RESTART_WINDOW);
    restartBackoff = requireNonNullElse(restartBackoff, Optional.empty());
    requireNonNull(stopGrace, "stopGrace is null");
    workspace = requireNonNullElse(workspace, Optional.empty());
    culling = requireNonNullElse(culling, Optional.empty());
    schedule = requireNonNullElse(schedule, Optional.empty());
    updateStrategy = requireNonNullElse(updateStrategy, Optional.empty());
  }

  /** The same in another class, or in none. */
  public NotebookSpec withClass(Optional<String> name) {
    return new NotebookSpec(
        name,
        environment,
        resources,
        queue,
        user,
        server,
        arguments,
        files,
        env,
        runIn,
        nodeLabel,
        priority,
        maxLifetime,
        runtime,
        suspend,
        restartPolicy,
        maxRestarts,
        restartWindow,
        restartBackoff,
        stopGrace,
        workspace,
        culling,
        schedule,
        updateStrategy);
  }

  /** With five restarts in ten minutes. */
  public NotebookSpec(
      Environment environment,
      Resources resources,
      String queue,
      Optional<String> user,
      Server server,
      List<String> arguments,
      Map<String, FileResource> files,
      Map<String, String> env,
      RunIn runIn,
      String nodeLabel,
      boolean suspend,
      RestartPolicy restartPolicy,
      Duration stopGrace,
      Optional<Workspace> workspace) {
    this(
        Optional.empty(),
        environment,
        resources,
        queue,
        user,
        server,
        arguments,
        files,
        env,
        runIn,
        nodeLabel,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        suspend,
        restartPolicy,
        MAX_RESTARTS,
        RESTART_WINDOW,
        Optional.empty(),
        stopGrace,
        workspace,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
