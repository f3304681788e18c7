package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.culling.IdleRule;
import dev.heddle.operator.culling.Seen;
import dev.heddle.operator.culling.Verdict;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stops what nobody uses, and says so before it does. Pure; the rule is {@link IdleRule}. */
final class CullPlan {

  private final Situation situation;

  CullPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
  }

  /**
   * The step for a live run that is to go on, unless nobody uses it.
   *
   * @param draft what is drawn of it so far
   * @param actions what else there is to do
   * @param usual when to look again at what else there is
   */
  Plan of(StatusDraft draft, Run run, ApplicationReport report, List<Action> actions, Next usual) {
    Optional<YarnView.Sighting> sighting = sighting(report, situation.observed());
    if (!serves(sighting)) {
      return new Plan.Step(draft.build(), actions, usual);
    }
    CullingWish wish = situation.desired().culling();
    IdleRule rule =
        new IdleRule(
            wish.rule(),
            new IdleRule.Surroundings(wish.keepUntil(), unsaved(sighting)),
            situation.now());
    Verdict verdict =
        rule.judge(
            sighting.flatMap(s -> s.status().activity().map(used -> new Seen(used, s.at()))));
    if (!verdict.due()) {
      boolean knowsNothing = verdict.activity().state() == ActivityStatus.State.UNKNOWN;
      if (wish.rule().isPresent() || !knowsNothing) {
        draft.use(verdict, wish.rule().isPresent());
      }
      return new Plan.Step(draft.build(), actions, sooner(usual, next(verdict)));
    }
    if (!situation.observed().agentFresh()) {
      return new Plan.NeedsAgent(report);
    }
    String why =
        verdict
            .idleSince()
            .map(since -> "nobody has used it since " + since)
            .orElse("it has been at work for longer than spec.culling.maxBusy");
    return new Plan.Step(
        situation
            .draft()
            .run(situation.stopping(run))
            .phase(Phase.STOPPING)
            .url(Optional.empty())
            .culled(verdict, run.launchHash())
            .progressing("Culling", why)
            .build(),
        List.of(new Action.Shutdown(report, why)),
        new Next.After(ApplicationPlan.LOOK_AGAIN));
  }

  static Next sooner(Next one, Next other) {
    if (one instanceof Next.After first && other instanceof Next.After second) {
      return first.delay().compareTo(second.delay()) < 0 ? one : other;
    }
    return one instanceof Next.After ? one : other;
  }

  private Next next(Verdict verdict) {
    return verdict
        .lookAgainAt()
        .<Next>map(
            at -> {
              Duration left = Duration.between(situation.now(), at);
              return new Next.After(left.toSeconds() < 1 ? Duration.ofSeconds(1) : left);
            })
        .orElseGet(Next.OnEvent::new);
  }

  /** What the agent of this very attempt says. */
  static Optional<YarnView.Sighting> sighting(ApplicationReport report, Observed observed) {
    return observed
        .agent()
        .filter(YarnView.Sighting::answers)
        .filter(s -> s.status().place().applicationId().equals(report.applicationId()))
        .filter(s -> s.status().place().attempt() == report.attempt());
  }

  static boolean serves(Optional<YarnView.Sighting> sighting) {
    return sighting
        .map(s -> s.status().phase() == dev.heddle.appmaster.protocol.Phase.READY)
        .orElse(false);
  }

  static Optional<String> unsaved(Optional<YarnView.Sighting> sighting) {
    return sighting
        .map(YarnView.Sighting::status)
        .flatMap(AgentStatus::workspace)
        .filter(w -> w.pendingFiles() > 0 || w.state() != WorkspaceReport.State.SAVING)
        .map(w -> "not all its files are saved: " + w.message());
  }
}
