package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a run is ended: asked first, and by force when its time is over. Pure. */
final class StopPlan {

  /** What a graceful stop gets on top of its own grace before force is used. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  /** How long force waits for files on their way to the workspace; the agent waits no longer. */
  static final Duration SAVE_PATIENCE = Duration.ofMinutes(10);

  private final Situation situation;

  StopPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
  }

  /** The next step towards the end of a live run. */
  Plan of(Run run, ApplicationReport report) {
    if (!situation.observed().fresh()) {
      return new Plan.NeedsFreshRead();
    }
    Run stopping = situation.stopping(run);
    String why = reason(run);
    Duration patience = patience(run);
    Duration left =
        situation.remaining(
            stopping.stopRequestedAt().orElse(situation.now()).plus(patience), patience);
    boolean canAsk =
        report.state() == ApplicationReport.State.RUNNING
            && !report.host().isEmpty()
            && report.agentPort() > 0;
    Action action =
        canAsk && !left.isZero()
            ? new Action.Shutdown(report, why)
            : new Action.Kill(report.applicationId(), why);
    StatusDraft draft =
        situation
            .draft()
            .run(stopping)
            .phase(Phase.STOPPING)
            .url(Optional.empty())
            .progressing("Stopping", why);
    files(run).ifPresent(draft::workspace);
    boolean soon = !left.isZero() && left.compareTo(ApplicationPlan.LOOK_AGAIN) <= 0;
    return new Plan.Step(
        draft.build(), List.of(action), new Next.After(soon ? left : ApplicationPlan.LOOK_AGAIN));
  }

  /** Why a run ends, in words. */
  String reason(Run run) {
    return switch (situation.desired().target()) {
      case ABSENT -> "the resource was deleted";
      case STOPPED -> situation.desired().restMessage();
      case RUNNING ->
          run.launchHash().equals(situation.desired().launchHash())
              ? "it was stopped before and starts anew"
              : "the spec changed: it is replaced";
    };
  }

  /** Force would lose what has not been saved yet. */
  private Duration patience(Run run) {
    Duration usual = situation.desired().stopGrace().plus(MARGIN);
    return files(run).filter(f -> f.pendingFiles() > 0).isPresent()
        ? usual.plus(SAVE_PATIENCE)
        : usual;
  }

  private Optional<WorkspaceReport> files(Run run) {
    return situation
        .observed()
        .agent()
        .filter(YarnView.Sighting::answers)
        .map(YarnView.Sighting::status)
        .filter(s -> s.place().applicationId().equals(run.applicationId()))
        .flatMap(AgentStatus::workspace);
  }
}
