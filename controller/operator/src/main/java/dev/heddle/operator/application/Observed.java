package dev.heddle.operator.application;

import dev.heddle.operator.yarn.ApplicationReport;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of one resource's applications.
 *
 * @param reports of every application with the resource's uid that YARN knows
 * @param fresh whether YARN was asked for this very decision; otherwise it is the poller's last
 *     snapshot
 * @param agent what the agent of the current run last said
 * @param agentFresh whether the agent was asked for this very decision
 * @param reservedId an id that has been reserved for this decision
 */
record Observed(
    List<ApplicationReport> reports,
    boolean fresh,
    Optional<YarnView.Sighting> agent,
    boolean agentFresh,
    Optional<String> reservedId) {

  Observed {
    reports = List.copyOf(reports);
  }

  static Observed cached(List<ApplicationReport> reports, Optional<YarnView.Sighting> agent) {
    return new Observed(reports, false, agent, false, Optional.empty());
  }

  Observed freshly(List<ApplicationReport> newest) {
    return new Observed(newest, true, agent, agentFresh, reservedId);
  }

  /** With the agent's word of this moment; empty when it gave none. */
  Observed withAgent(Optional<YarnView.Sighting> newest) {
    return new Observed(reports, fresh, newest, true, reservedId);
  }

  Observed withReserved(String id) {
    return new Observed(reports, fresh, agent, agentFresh, Optional.of(id));
  }

  Optional<ApplicationReport> report(String applicationId) {
    return reports.stream().filter(r -> r.applicationId().equals(applicationId)).findFirst();
  }
}
