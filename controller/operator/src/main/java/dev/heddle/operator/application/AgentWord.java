package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.operator.culling.IdleRule;
import dev.heddle.operator.culling.Seen;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Instant;
import java.util.Optional;

/**
 * What the agent of one live application says of it.
 *
 * @param sighting its last word; empty when it does not answer, or speaks of another attempt
 */
record AgentWord(Optional<YarnView.Sighting> sighting) {

  AgentWord {
    requireNonNull(sighting, "sighting is null");
  }

  static AgentWord of(ApplicationReport report, Observed observed) {
    return new AgentWord(
        observed
            .agent()
            .filter(YarnView.Sighting::answers)
            .filter(s -> s.status().place().applicationId().equals(report.applicationId()))
            .filter(s -> s.status().place().attempt() == report.attempt()));
  }

  Optional<Phase> phase() {
    return sighting.map(s -> s.status().phase());
  }

  boolean serves() {
    return phase().filter(p -> p == Phase.READY).isPresent();
  }

  Optional<Seen> seen() {
    return sighting.flatMap(s -> s.status().activity().map(used -> new Seen(used, s.at())));
  }

  /** Without a rule of its own, idle is what was not used for some minutes. */
  IdleRule idleRule(CullingWish wish, Instant now) {
    return new IdleRule(wish.rule(), surroundings(wish), now);
  }

  IdleRule.Surroundings surroundings(CullingWish wish) {
    return new IdleRule.Surroundings(wish.keepUntil(), unsaved());
  }

  /** Why not all its files are saved, in words; empty when they are. */
  Optional<String> unsaved() {
    return sighting
        .map(YarnView.Sighting::status)
        .flatMap(AgentStatus::workspace)
        .filter(w -> w.pendingFiles() > 0 || w.state() != WorkspaceReport.State.SAVING)
        .map(w -> "not all its files are saved: " + w.message());
  }
}
