package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Where an agent runs.
 *
 * @param applicationId YARN application
 * @param attempt number of the application attempt, from 1
 * @param containerId container in which agent and service run
 * @param agentRestarts how often the agent itself was started again in this container
 */
public record AgentPlace(String applicationId, int attempt, String containerId, int agentRestarts) {
  public AgentPlace {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(containerId, "containerId is null");
  }
}
