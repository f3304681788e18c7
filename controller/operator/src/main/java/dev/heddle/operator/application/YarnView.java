package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was last seen of YARN and the agents: cheap to ask, and some time old. */
public interface YarnView {

  /** From now on, changes seen under this uid are events for this key. */
  void follow(String uid, ResourceKey key);

  /** The resource is gone. */
  void forget(String uid);

  /** The applications of one resource in the newest snapshot. */
  List<ApplicationReport> applicationsOf(String uid);

  /** What the agent of the application last said. */
  Optional<Sighting> agent(String applicationId);

  /** Something was just asked of YARN or of an agent: look more often for a while. */
  void expectChange();

  /**
   * An agent's last answer.
   *
   * @param answers whether it still answers
   * @param at when that answer came
   */
  record Sighting(AgentStatus status, boolean answers, Instant at) {}
}
