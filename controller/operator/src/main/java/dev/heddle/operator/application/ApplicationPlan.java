package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.RestartPolicy;
import dev.heddle.crd.application.Run;
import dev.heddle.operator.application.Desired.Target;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is to be done for one Application. Pure: everything it knows is in its arguments,
 * and everything it wants is in its answer.
 */
final class ApplicationPlan {

  /** How long a submission that is on the wire when its operator dies may still take effect. */
  static final Duration SETTLE = Duration.ofSeconds(5);

  /** What a graceful stop gets on top of its own grace before force is used. */
  static final Duration STOP_MARGIN = Duration.ofSeconds(5);

  /** How long force waits for files on their way to the workspace; the agent waits no longer. */
  static final Duration SAVE_PATIENCE = Duration.ofMinutes(10);

  /** In case the event that is waited for gets lost (L3). */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final String SUCCEEDED = "SUCCEEDED";
  private static final String LOST = "LOST";
  private static final String NEVER_SUBMITTED = "NEVER_SUBMITTED";

  private static final Comparator<ApplicationReport> BY_AGE =
      Comparator.comparingInt(ApplicationReport::run)
          .thenComparing(ApplicationReport::startedAt)
          .thenComparing(ApplicationReport::applicationId);

  private final Desired desired;
  private final ApplicationStatus before;
  private final Observed observed;
  private final Instant now;

  private ApplicationPlan(
      Desired desired, ApplicationStatus before, Observed observed, Instant now) {
    this.desired = desired;
    this.before = before;
    this.observed = observed;
    this.now = StatusDraft.toSecond(now);
  }

  /** The next step from the status in hand to what is desired. */
  static Plan plan(Desired desired, ApplicationStatus before, Observed observed, Instant now) {
    return new ApplicationPlan(desired, before, observed, now).decide();
  }

  private Plan decide() {
    List<ApplicationReport> live =
        observed.reports().stream().filter(ApplicationReport::isLive).sorted(BY_AGE).toList();
    Optional<ApplicationReport> stranger =
        live.stream().filter(r -> !isCurrent(r)).reduce((older, newer) -> newer);
    if (stranger.isPresent()) {
      return observed.fresh() ? strange(live, stranger.get()) : new Plan.NeedsFreshRead();
    }
    if (before.run().isEmpty()) {
      return withoutRun();
    }
    Run run = before.run().get();
    Optional<ApplicationReport> report = observed.report(run.applicationId());
    if (report.isPresent()) {
      return report.get().isLive() ? live(run, report.get()) : ended(run, report.get());
    }
    if (before.finishedAt().isPresent()) {
      return afterEnd(run, before); // YARN forgets what is long over
    }
    if (!observed.fresh()) {
      return new Plan.NeedsFreshRead();
    }
    return run.submitted() ? lost(run) : unseen(run);
  }

  private boolean isCurrent(ApplicationReport report) {
    return before.run().map(r -> r.applicationId().equals(report.applicationId())).orElse(false);
  }

  /**
   * A live application of this very resource that the status does not know: the status was lost or
   * set back. The newest is adopted, all others are ended, so that one is left (I1).
   */
  private Plan strange(List<ApplicationReport> live, ApplicationReport newestStranger) {
    boolean adopt = before.run().map(r -> r.number() < newestStranger.run()).orElse(true);
    StatusDraft draft = draft();
    String kept = before.run().map(Run::applicationId).orElse("");
    if (adopt) {
      kept = newestStranger.applicationId();
      draft
          .newRun(
              new Run(
                  kept,
                  newestStranger.launchHash(),
                  newestStranger.run(),
                  StatusDraft.toSecond(newestStranger.startedAt()),
                  true,
                  Optional.empty()))
          .phase(Phase.ACCEPTED)
          .user(newestStranger.user())
          .progressing("Adopted", "found " + kept + " running for this resource");
    }
    String keep = kept;
    List<Action> kills =
        live.stream()
            .map(ApplicationReport::applicationId)
            .filter(id -> !id.equals(keep))
            .<Action>map(id -> new Action.Kill(id, "another application runs for this resource"))
            .toList();
    return new Plan.Step(draft.build(), kills, new Next.After(Duration.ofSeconds(1)));
  }

  private Plan withoutRun() {
    return switch (desired.target()) {
      case RUNNING -> submitNew(before, 0);
      case STOPPED ->
          before.phase() == Phase.STOPPED || observed.fresh()
              ? step(
                  draft().phase(Phase.STOPPED).resting("Stopped", "spec.suspend is true"),
                  new Next.OnEvent())
              : new Plan.NeedsFreshRead();
      case ABSENT -> observed.fresh() ? step(draft(), new Next.Gone()) : new Plan.NeedsFreshRead();
    };
  }

  private Plan submitNew(ApplicationStatus ended, int failures) {
    if (desired.problem().isPresent()) {
      return blocked(ended);
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
            before.run().map(Run::number).orElse(0),
            observed.reports().stream().mapToInt(ApplicationReport::run).max().orElse(0));
    StatusDraft draft =
        StatusDraft.of(ended, desired.generation(), now)
            .newRun(new Run(id, desired.launchHash(), last + 1, now, false, Optional.empty()))
            .phase(Phase.SUBMITTING)
            .failures(failures)
            .user(desired.user())
            .progressing("Submitting", "handing " + id + " to YARN");
    return new Plan.Step(draft.build(), List.of(new Action.Submit(id)), new Next.After(LOOK_AGAIN));
  }

  private Plan blocked(ApplicationStatus status) {
    Problem problem = desired.problem().orElseThrow();
    return step(
        StatusDraft.of(status, desired.generation(), now)
            .phase(Phase.PENDING)
            .stalled(problem.reason(), problem.message()),
        new Next.OnEvent());
  }

  /** The id is on record, and YARN does not know it: not submitted, or the call is on its way. */
  private Plan unseen(Run run) {
    if (run.stopRequestedAt().isPresent()) {
      Duration left = remaining(run.stopRequestedAt().get().plus(SETTLE), SETTLE);
      if (!left.isZero()) {
        return step(draft(), new Next.After(left));
      }
      return afterEnd(run, draft().ended(now, NEVER_SUBMITTED, "it never reached YARN").build());
    }
    if (desired.target() != Target.RUNNING) {
      return step(
          draft()
              .run(stopping(run))
              .phase(Phase.STOPPING)
              .progressing("Stopping", stopReason(run.launchHash())),
          new Next.After(SETTLE));
    }
    if (desired.problem().isPresent()) {
      return blocked(before);
    }
    // The same id is used again, so that a call that is still on its way does no harm (I1).
    Run wanted =
        new Run(
            run.applicationId(),
            desired.launchHash(),
            run.number(),
            run.reservedAt(),
            false,
            Optional.empty());
    return new Plan.Step(
        draft().run(wanted).user(desired.user()).build(),
        List.of(new Action.Submit(run.applicationId())),
        new Next.After(LOOK_AGAIN));
  }

  /** It was there and YARN has forgotten it: its state store is gone, or it ended long ago. */
  private Plan lost(Run run) {
    return afterEnd(
        run,
        draft()
            .ended(now, LOST, "YARN does not know " + run.applicationId() + " any more")
            .build());
  }

  private Plan live(Run run, ApplicationReport report) {
    Run seen = seen(run, report);
    boolean changed =
        desired.problem().isEmpty() && !seen.launchHash().equals(desired.launchHash());
    if (desired.target() != Target.RUNNING || changed || run.stopRequestedAt().isPresent()) {
      return stop(seen, report);
    }
    StatusDraft draft = StatusPicture.of(draft().run(seen), before, report, observed.agent());
    desired.problem().ifPresent(p -> draft.changeStalled(p.reason(), p.message()));
    return new Plan.Step(draft.build(), scale(report), new Next.OnEvent());
  }

  /**
   * An application master that has heard of an older generation only is told how many containers
   * this one wants. It remembers which it heard of: told again, it does nothing.
   */
  private List<Action> scale(ApplicationReport report) {
    boolean news =
        observed
            .agent()
            .filter(YarnView.Sighting::answers)
            .map(YarnView.Sighting::status)
            .filter(a -> a.place().applicationId().equals(report.applicationId()))
            .filter(a -> a.place().attempt() == report.attempt())
            .filter(a -> !a.services().isEmpty() && a.generation() < desired.generation())
            .isPresent();
    return news
        ? List.of(
            new Action.Scale(report, new ScaleRequest(desired.generation(), desired.instances())))
        : List.of();
  }

  /** Force would lose what has not been saved yet. */
  private Duration patience(Run run) {
    Duration usual = desired.stopGrace().plus(STOP_MARGIN);
    return files(run).filter(f -> f.pendingFiles() > 0).isPresent()
        ? usual.plus(SAVE_PATIENCE)
        : usual;
  }

  private Optional<WorkspaceReport> files(Run run) {
    return observed
        .agent()
        .filter(YarnView.Sighting::answers)
        .map(YarnView.Sighting::status)
        .filter(s -> s.place().applicationId().equals(run.applicationId()))
        .flatMap(AgentStatus::workspace);
  }

  private Plan stop(Run run, ApplicationReport report) {
    if (!observed.fresh()) {
      return new Plan.NeedsFreshRead();
    }
    Run stopping = stopping(run);
    String why = stopReason(run.launchHash());
    Duration patience = patience(run);
    Duration left = remaining(stopping.stopRequestedAt().orElse(now).plus(patience), patience);
    boolean canAsk =
        report.state() == ApplicationReport.State.RUNNING
            && !report.host().isEmpty()
            && report.agentPort() > 0;
    Action action =
        canAsk && !left.isZero()
            ? new Action.Shutdown(report, why)
            : new Action.Kill(report.applicationId(), why);
    StatusDraft draft =
        draft()
            .run(stopping)
            .phase(Phase.STOPPING)
            .url(Optional.empty())
            .progressing("Stopping", why);
    files(run).ifPresent(draft::workspace);
    return new Plan.Step(
        draft.build(),
        List.of(action),
        new Next.After(left.isZero() || left.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : left));
  }

  private String stopReason(String runningHash) {
    return switch (desired.target()) {
      case ABSENT -> "the resource was deleted";
      case STOPPED -> "spec.suspend is true";
      case RUNNING ->
          runningHash.equals(desired.launchHash())
              ? "it was stopped before and starts anew"
              : "the spec changed: it is replaced";
    };
  }

  private Plan ended(Run run, ApplicationReport report) {
    if (before.finishedAt().isPresent()) {
      return afterEnd(run, before);
    }
    Run seen = seen(run, report);
    StatusDraft draft = draft().run(seen).attempt(report.attempt());
    if (before.startedAt().isEmpty()) {
      draft.startedAt(report.startedAt());
    }
    return afterEnd(
        seen,
        draft
            .ended(
                report.finishedAt().orElse(now),
                StatusPicture.result(report),
                StatusPicture.words(report.diagnostics()))
            .build());
  }

  /** What follows an end that is in {@code status}. */
  private Plan afterEnd(Run run, ApplicationStatus status) {
    boolean intentChanged =
        run.stopRequestedAt().isPresent()
            || (desired.problem().isEmpty() && !run.launchHash().equals(desired.launchHash()));
    return switch (desired.target()) {
      case ABSENT ->
          observed.fresh()
              ? step(StatusDraft.of(status, desired.generation(), now), new Next.Gone())
              : new Plan.NeedsFreshRead();
      case STOPPED ->
          step(
              StatusDraft.of(status, desired.generation(), now)
                  .run(stopping(status.run().orElse(run)))
                  .phase(Phase.STOPPED)
                  .failures(0)
                  .retryAt(Optional.empty())
                  .resting("Stopped", "spec.suspend is true"),
              new Next.OnEvent());
      case RUNNING -> intentChanged ? submitNew(status, 0) : byPolicy(status);
    };
  }

  private Plan byPolicy(ApplicationStatus status) {
    String how = status.finalStatus().orElse(LOST);
    String words = status.diagnostics().orElse("");
    boolean well = how.equals(SUCCEEDED);
    boolean again =
        desired.restartPolicy() == RestartPolicy.ALWAYS
            || (desired.restartPolicy() == RestartPolicy.ON_FAILURE && !well);
    StatusDraft draft = StatusDraft.of(status, desired.generation(), now);
    if (again) {
      return retry(status, draft, how, words);
    }
    draft.retryAt(Optional.empty());
    return step(
        well
            ? draft.phase(Phase.SUCCEEDED).failures(0).resting("Succeeded", said("ended", words))
            : draft.phase(Phase.FAILED).stalled("Failed", said("ended as " + how, words)),
        new Next.OnEvent());
  }

  private Plan retry(ApplicationStatus status, StatusDraft draft, String how, String words) {
    if (status.phase() == Phase.BACK_OFF && status.retryAt().isPresent()) {
      Duration longest = RunBackoff.after(Integer.MAX_VALUE, desired.uid());
      Duration left = remaining(status.retryAt().get(), longest);
      return left.isZero()
          ? submitNew(status, status.failures())
          : step(draft, new Next.After(left));
    }
    int failures = servedLongEnough(status) ? 1 : status.failures() + 1;
    Duration pause = RunBackoff.after(failures, desired.uid());
    Instant due = StatusDraft.toSecond(now.plus(pause));
    return step(
        draft
            .phase(Phase.BACK_OFF)
            .failures(failures)
            .retryAt(Optional.of(due))
            .progressing(
                "BackOff",
                said(
                    "ended as " + how + ", " + times(failures) + "; tried again at " + due, words)),
        new Next.After(remaining(due, pause)));
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

  /** Time until then, at least zero, and at most what it can be when no clock has jumped. */
  private Duration remaining(Instant then, Duration most) {
    Duration left = Duration.between(now, then);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(most) > 0 ? most : left;
  }

  private Run stopping(Run run) {
    return run.stopRequestedAt().isPresent()
        ? run
        : new Run(
            run.applicationId(),
            run.launchHash(),
            run.number(),
            run.reservedAt(),
            run.submitted(),
            Optional.of(now));
  }

  /**
   * The run with what YARN says of it. NEW is not yet in the ResourceManager's store: a restart of
   * it may still lose it. What was submitted is told by the tags: of two calls with one id, the
   * first wins.
   */
  private static Run seen(Run run, ApplicationReport report) {
    return new Run(
        run.applicationId(),
        report.launchHash().isEmpty() ? run.launchHash() : report.launchHash(),
        run.number(),
        run.reservedAt(),
        run.submitted() || report.state() != ApplicationReport.State.NEW,
        run.stopRequestedAt());
  }

  private StatusDraft draft() {
    return StatusDraft.of(before, desired.generation(), now);
  }

  private static Plan step(StatusDraft draft, Next next) {
    return new Plan.Step(draft.build(), List.of(), next);
  }
}
