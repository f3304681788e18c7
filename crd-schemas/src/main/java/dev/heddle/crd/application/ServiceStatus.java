package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service in containers of its own, as it was last seen.
 *
 * @param name name of the service
 * @param desired how many instances should run; those that completed are not among them
 * @param ready how many are ready
 * @param restarts how often a process was started again after a failure
 * @param instances the live ones and the last that ended, oldest first
 */
public record ServiceStatus(
    String name, int desired, int ready, int restarts, List<Instance> instances) {

  public ServiceStatus {
    requireNonNull(name, "name is null");
    instances = List.copyOf(requireNonNullElse(instances, List.of()));
  }

  /**
   * One container's life.
   *
   * @param id name of the service and a number that is used once
   * @param state where it stands
   * @param containerId the YARN container, once it has one
   * @param host the node of the container
   * @param agentPort port of the agent's HTTPS interface there; 0 when unknown
   * @param restarts how often the process was started again in this container
   * @param since when it came into its state
   * @param message one sentence for people
   * @param ports the ports of the process by name
   */
  public record Instance(
      String id,
      State state,
      Optional<String> containerId,
      Optional<String> host,
      int agentPort,
      int restarts,
      Optional<Instant> since,
      Optional<String> message,
      Map<String, Integer> ports) {

    public Instance {
      requireNonNull(id, "id is null");
      requireNonNull(state, "state is null");
      containerId = requireNonNullElse(containerId, Optional.empty());
      host = requireNonNullElse(host, Optional.empty());
      since = requireNonNullElse(since, Optional.empty());
      message = requireNonNullElse(message, Optional.empty());
      ports = Map.copyOf(requireNonNullElse(ports, Map.of()));
    }
  }

  /** Where an instance stands. */
  public enum State {
    /** Waits for a service it depends on, or for the pause after a failure. */
    @JsonProperty("Waiting")
    WAITING,
    /** A container has been asked for. */
    @JsonProperty("Requested")
    REQUESTED,
    /** It has a container, in which nothing runs yet. */
    @JsonProperty("Launching")
    LAUNCHING,
    /** Its process runs and has not been seen to answer. */
    @JsonProperty("Running")
    RUNNING,
    /** Its process answers, or runs when nothing says how to ask it. */
    @JsonProperty("Ready")
    READY,
    /** On its way down because it is not wanted any more. */
    @JsonProperty("Stopping")
    STOPPING,
    /** Ended by itself with exit code 0. */
    @JsonProperty("Succeeded")
    SUCCEEDED,
    /** Ended by itself otherwise, or was lost. */
    @JsonProperty("Failed")
    FAILED,
    /** Ended because it was not wanted any more. */
    @JsonProperty("Killed")
    KILLED
  }
}
