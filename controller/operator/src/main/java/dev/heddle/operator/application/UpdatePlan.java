package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.culling.UpdateRule;
import dev.heddle.operator.culling.UpdateRule.Answer;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a live run is replaced because something else is asked for than what it was launched as.
 * What does not serve interrupts nobody; what its owner asks to restart is not put off; all else
 * goes by the strategy (I14). Pure; who works in it is {@link UpdateRule}'s to say.
 */
final class UpdatePlan {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Situation situation;
  private final Desired desired;

  UpdatePlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
    this.desired = situation.desired();
  }

  /** What becomes of the run for now. */
  sealed interface Decision {

    /** Nothing is to be changed. */
    record Current() implements Decision {}

    /** It is replaced. */
    record Replace() implements Decision {}

    /**
     * It would be replaced if the agent's word of this moment says no less than what is at hand.
     */
    record Ask() implements Decision {}

    /** It runs on for now. */
    record Pending(String reason, String message, Next next) implements Decision {}
  }

  Decision of(Run run, ApplicationReport report) {
    if (desired.problem().isPresent() || run.launchHash().equals(desired.launchHash())) {
      return new Decision.Current();
    }
    LaunchChange change = LaunchChange.between(run, desired);
    AgentWord agent = AgentWord.of(report, situation.observed());
    if (!serves(report, agent)) {
      return new Decision.Replace();
    }
    RoomPlan room = new RoomPlan(situation);
    if (!room.mayReplace()) {
      return new Decision.Pending(
          RoomPlan.EXCEEDED,
          change.words() + ": applied when there is room: " + room.message(),
          new Next.OnEvent());
    }
    if (change.asked()) {
      return new Decision.Replace();
    }
    return switch (desired.updateStrategy()) {
      case IMMEDIATE -> paced(change).orElseGet(Decision.Replace::new);
      case ON_RESTART -> pending(change, "OnRestart", "applied with its next start", nothing());
      case WHEN_IDLE -> whenIdle(change, agent);
    };
  }

  private Decision whenIdle(LaunchChange change, AgentWord agent) {
    CullingWish wish = desired.culling();
    Answer answer =
        new UpdateRule(
                agent.idleRule(wish, situation.now()), agent.surroundings(wish), situation.now())
            .judge(agent.seen(), situation.observed().agentFresh());
    if (!(answer instanceof Answer.Wait)) {
      Optional<Decision> later = paced(change);
      if (later.isPresent()) {
        return later.get();
      }
    }
    if (!situation.observed().agentFresh() && agent.serves() && isWorthAsking(answer)) {
      return new Decision.Ask();
    }
    if (answer instanceof Answer.Wait wait) {
      return pending(
          change,
          wait.reason(),
          "applied when nobody works in it: " + wait.message(),
          wait.lookAgainAt());
    }
    return new Decision.Replace();
  }

  /** Others are restarted for the same change; a time that is far off is from before a jump. */
  private Optional<Decision> paced(LaunchChange change) {
    return desired
        .changesFrom()
        .filter(situation.now()::isBefore)
        .filter(at -> !at.isAfter(situation.now().plus(Pace.LONGEST)))
        .map(
            at ->
                pending(
                    change,
                    "Paced",
                    "applied after " + at + ", as others are restarted for the same change",
                    Optional.of(at)));
  }

  /** What is at hand says that it is unused, or says nothing. */
  private static boolean isWorthAsking(Answer answer) {
    return !(answer instanceof Answer.Wait wait) || wait.reason().equals(UpdateRule.UNKNOWN);
  }

  /** Of what YARN runs and nobody hears, nothing is known: it may well serve. */
  private boolean serves(ApplicationReport report, AgentWord agent) {
    if (report.state() != ApplicationReport.State.RUNNING) {
      return false;
    }
    boolean starts =
        agent
            .phase()
            .filter(
                p ->
                    p == Phase.RESTARTING
                        || (p == Phase.STARTING && report.trackingUrl().isEmpty()))
            .isPresent();
    return !starts;
  }

  private static Optional<Instant> nothing() {
    return Optional.empty();
  }

  private Decision pending(
      LaunchChange change, String reason, String when, Optional<Instant> lookAgainAt) {
    return new Decision.Pending(
        reason,
        change.words() + ": " + when + "; `heddle restart` applies it at once",
        lookAgainAt.<Next>map(this::after).orElseGet(Next.OnEvent::new));
  }

  private Next after(Instant at) {
    Duration left = Duration.between(situation.now(), at);
    return new Next.After(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
  }
}
