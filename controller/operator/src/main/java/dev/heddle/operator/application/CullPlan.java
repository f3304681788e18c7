package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.culling.PolicyStop;
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
    AgentWord agent = AgentWord.of(report, situation.observed());
    if (!agent.serves()) {
      return new Plan.Step(draft.build(), actions, usual);
    }
    CullingWish wish = situation.desired().culling();
    Verdict verdict = agent.idleRule(wish, situation.now()).judge(agent.seen());
    Optional<PolicyStop> asked = wish.stop().filter(s -> !s.waits() || mayStop(agent, verdict));
    if (!verdict.due() && asked.isPresent()) {
      return situation.observed().agentFresh()
          ? stop(run, report, verdict, "StoppedByPolicy", asked.get().words())
          : new Plan.NeedsAgent(report);
    }
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
    return stop(run, report, verdict, "Culling", why);
  }

  private Plan stop(Run run, ApplicationReport report, Verdict verdict, String reason, String why) {
    return new Plan.Step(
        situation
            .draft()
            .run(situation.stopping(run))
            .phase(Phase.STOPPING)
            .url(Optional.empty())
            .culled(verdict, askedFor(run))
            .progressing(reason, why)
            .build(),
        List.of(new Action.Shutdown(report, why)),
        new Next.After(ApplicationPlan.LOOK_AGAIN));
  }

  /** A change that waits is no intent that came after the stop: it starts nothing (I6). */
  private String askedFor(Run run) {
    return situation.desired().problem().isEmpty()
        ? situation.desired().launchHash()
        : run.launchHash();
  }

  /**
   * A policy waits for what is at work, for what nobody knows of, for files that are not saved, and
   * for whoever asked to keep it. What measures no activity at all is taken not to be at work.
   */
  private boolean mayStop(AgentWord agent, Verdict verdict) {
    boolean atRest =
        switch (verdict.activity().state()) {
          case BUSY -> false;
          case UNKNOWN -> agent.seen().isEmpty();
          case ACTIVE, IDLE -> true;
        };
    boolean kept =
        situation.desired().culling().keepUntil().filter(situation.now()::isBefore).isPresent();
    return atRest && !kept && agent.unsaved().isEmpty();
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
}
