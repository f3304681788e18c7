package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Plan.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What follows the end of a run: nothing, another one at once, or another one later. Pure. */
final class EndPlan {

  static final String LOST = "LOST";

  /** YARN's words for what has lived as long as it may. */
  private static final String EXPIRED = "exceeded the lifetime";

  private static final String SUCCEEDED = "SUCCEEDED";

  private final Situation situation;
  private final Desired desired;

  EndPlan(Situation situation) {
    this.situation = requireNonNull(situation, "situation is null");
    this.desired = situation.desired();
  }

  /** What follows an end that is in {@code status}. */
  Plan after(Run run, ApplicationStatus status) {
    boolean intentChanged =
        run.stopRequestedAt().isPresent()
            || (desired.problem().isEmpty() && !run.launchHash().equals(desired.launchHash()))
            || begunSince(run, status);
    return switch (desired.target()) {
      case ABSENT ->
          situation.observed().fresh()
              ? Situation.step(situation.draft(status), new Next.Gone())
              : new Plan.NeedsFreshRead();
      case STOPPED ->
          Situation.step(
              situation
                  .draft(status)
                  .run(situation.stopping(status.run().orElse(run)))
                  .phase(Phase.STOPPED)
                  .failures(0)
                  .retryAt(Optional.empty())
                  .resting(desired.restReason(), desired.restMessage()),
              new Next.OnEvent());
      case RUNNING -> intentChanged ? new StartPlan(situation).anew(status, 0) : byPolicy(status);
    };
  }

  private boolean begunSince(Run run, ApplicationStatus status) {
    return situation
        .hours()
        .flatMap(hours -> status.finishedAt().filter(ended -> hours.begunSince(run, ended)))
        .isPresent();
  }

  private Plan byPolicy(ApplicationStatus status) {
    String how = status.finalStatus().orElse(LOST);
    String words = status.diagnostics().orElse("");
    boolean well = how.equals(SUCCEEDED);
    boolean again =
        desired.restartPolicy() == RestartPolicy.ALWAYS
            || (desired.restartPolicy() == RestartPolicy.ON_FAILURE && !well);
    StatusDraft draft = situation.draft(status);
    if (words.contains(EXPIRED)) {
      return expired(status, draft, words);
    }
    if (again) {
      return retry(status, draft, how, words);
    }
    draft.retryAt(Optional.empty());
    return Situation.step(
        well
            ? draft.phase(Phase.SUCCEEDED).failures(0).resting("Succeeded", said("ended", words))
            : draft.phase(Phase.FAILED).stalled("Failed", said("ended as " + how, words)),
        new Next.OnEvent());
  }

  /** To live for a time only was wanted: it is no failure, and no pause is due. */
  private Plan expired(ApplicationStatus status, StatusDraft draft, String words) {
    return desired.restartPolicy() == RestartPolicy.ALWAYS
        ? new StartPlan(situation).anew(status, 0)
        : Situation.step(
            draft
                .phase(Phase.FAILED)
                .retryAt(Optional.empty())
                .stalled("LifetimeExpired", said("it has lived as long as it may", words)),
            new Next.OnEvent());
  }

  private Plan retry(ApplicationStatus status, StatusDraft draft, String how, String words) {
    if (status.phase() == Phase.BACK_OFF && status.retryAt().isPresent()) {
      Duration longest = RunBackoff.after(Integer.MAX_VALUE, desired.uid());
      Duration left = situation.remaining(status.retryAt().get(), longest);
      return left.isZero()
          ? new StartPlan(situation).anew(status, status.failures())
          : Situation.step(draft, new Next.After(left));
    }
    int failures = servedLongEnough(status) ? 1 : status.failures() + 1;
    Duration pause = RunBackoff.after(failures, desired.uid());
    Instant due = StatusDraft.toSecond(situation.now().plus(pause));
    return Situation.step(
        draft
            .phase(Phase.BACK_OFF)
            .failures(failures)
            .retryAt(Optional.of(due))
            .progressing(
                "BackOff",
                said(
                    "ended as " + how + ", " + times(failures) + "; tried again at " + due, words)),
        new Next.After(situation.remaining(due, pause)));
  }

  private static boolean servedLongEnough(ApplicationStatus status) {
    return status.readyAt().isPresent()
        && status.finishedAt().isPresent()
        && Duration.between(status.readyAt().get(), status.finishedAt().get())
                .compareTo(RunBackoff.FORGET_AFTER)
            >= 0;
  }

  private static String times(int failures) {
    return failures == 1 ? "once" : failures + " times in a row";
  }

  private static String said(String what, String words) {
    return words.isEmpty() ? what : what + ": " + words;
  }
}
