package dev.heddle.operator.cleanup;

import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.application.ApplicationReconciler;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;

/** Tells what lives on without its resource on purpose from what was forgotten. */
@FunctionalInterface
public interface OnPurpose {

  /**
   * Whether it is to live on.
   *
   * @throws AgentException when that can't be told now
   */
  boolean livesOn(ApplicationReport application);

  /** As the agents were told when the resource was deleted. */
  static OnPurpose toldTo(Agents agents) {
    return application -> {
      if (application.host().isEmpty() || application.agentPort() == 0) {
        throw new AgentException(AgentException.Reason.UNREACHABLE, "it has no agent now");
      }
      return agents
          .get(
              new AgentAddress(
                  application.applicationId(), application.host(), application.agentPort()),
              ApplicationReconciler.KEPT_KEY,
              Duration.ZERO)
          .isPresent();
    };
  }
}
