package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import java.util.List;
import java.util.Optional;

/** How a run begins: an id is reserved, written down, and then submitted under (I1). Pure. */
final class StartPlan {

  private final Situation situation;

  StartPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
  }

  /**
   * A new run.
   *
   * @param ended the status at the end of the one before
   * @param failures how many runs before it failed in a row
   */
  Plan anew(ApplicationStatus ended, int failures) {
    Desired desired = situation.desired();
    Observed observed = situation.observed();
    if (desired.problem().isPresent()) {
      return blocked(ended);
    }
    RoomPlan room = new RoomPlan(situation);
    if (!room.mayStart()) {
      return room.wait(ended);
    }
    if (!observed.fresh()) {
      return new Plan.NeedsFreshRead();
    }
    if (observed.reservedId().isEmpty()) {
      return new Plan.NeedsId();
    }
    String id = observed.reservedId().get();
    int last =
        Math.max(
            situation.before().run().map(Run::number).orElse(0),
            observed.reports().stream().mapToInt(ApplicationReport::run).max().orElse(0));
    StatusDraft draft =
        situation
            .draft(ended)
            .newRun(
                new Run(
                        id,
                        desired.launchHash(),
                        last + 1,
                        situation.now(),
                        false,
                        Optional.empty())
                    .withTerms(desired.terms())
                    .withLaunched(desired.launchHash(), desired.launchParts()))
            .phase(Phase.SUBMITTING)
            .quota(room.taken())
            .failures(failures)
            .user(desired.user())
            .progressing("Submitting", "handing " + id + " to YARN");
    return new Plan.Step(
        draft.build(), List.of(new Action.Submit(id)), new Next.After(ApplicationPlan.LOOK_AGAIN));
  }

  /** The same id is used again, so that a call that is still on its way does no harm (I1). */
  Plan again(Run run) {
    Desired desired = situation.desired();
    if (desired.problem().isPresent()) {
      return blocked(situation.before());
    }
    Run wanted =
        run.withLaunched(desired.launchHash(), desired.launchParts())
            .withSubmitted(false)
            .withStopRequestedAt(Optional.empty());
    return new Plan.Step(
        situation.draft().run(wanted).user(desired.user()).build(),
        List.of(new Action.Submit(run.applicationId())),
        new Next.After(ApplicationPlan.LOOK_AGAIN));
  }

  private Plan blocked(ApplicationStatus status) {
    Problem problem = situation.desired().problem().orElseThrow();
    return Situation.step(
        situation.draft(status).phase(Phase.PENDING).stalled(problem.reason(), problem.message()),
        new Next.OnEvent());
  }
}
