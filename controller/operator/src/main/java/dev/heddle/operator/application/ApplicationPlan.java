package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServiceStatus;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.operator.application.Desired.Target;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides what is to be done for one Application. Pure: everything it knows is in its arguments,
 * and everything it wants is in its answer. {@link StartPlan}, {@link StopPlan} and {@link EndPlan}
 * go on where a run begins, is to end, or has ended.
 */
final class ApplicationPlan {

  /** How long a submission that is on the wire when its operator dies may still take effect. */
  static final Duration SETTLE = Duration.ofSeconds(5);

  /** In case the event that is waited for gets lost (L3). */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final String NEVER_SUBMITTED = "NEVER_SUBMITTED";

  private static final Comparator<ApplicationReport> BY_AGE =
      Comparator.comparingInt(ApplicationReport::run)
          .thenComparing(ApplicationReport::startedAt)
          .thenComparing(ApplicationReport::applicationId);

  private final Situation situation;
  private final Desired desired;
  private final ApplicationStatus before;
  private final Observed observed;

  private ApplicationPlan(Situation situation) {
    this.situation = situation;
    this.desired = situation.desired();
    this.before = situation.before();
    this.observed = situation.observed();
  }

  /** The next step from the status in hand to what is desired. */
  static Plan plan(Desired desired, ApplicationStatus before, Observed observed, Instant now) {
    Situation situation = Situation.at(now, desired, before, observed);
    Plan plan = new ApplicationPlan(situation).decide();
    return plan instanceof Plan.Step step ? SchedulePicture.of(situation, step) : plan;
  }

  /** The same for a resource that is paused: nothing is to be done. */
  static Plan paused(Desired desired, ApplicationStatus before, Observed observed, Instant now) {
    return new PausedPlan(Situation.at(now, desired, before, observed)).plan();
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
    StatusDraft draft = situation.draft();
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
                      Optional.empty())
                  .withTerms(desired.terms()))
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
      case RUNNING -> new StartPlan(situation).anew(before, 0);
      case STOPPED ->
          before.phase() == Phase.STOPPED || observed.fresh()
              ? Situation.step(
                  situation
                      .draft()
                      .phase(Phase.STOPPED)
                      .resting(desired.restReason(), desired.restMessage()),
                  new Next.OnEvent())
              : new Plan.NeedsFreshRead();
      case ABSENT ->
          observed.fresh()
              ? Situation.step(situation.draft(), new Next.Gone())
              : new Plan.NeedsFreshRead();
    };
  }

  /** The id is on record, and YARN does not know it: not submitted, or the call is on its way. */
  private Plan unseen(Run run) {
    if (run.stopRequestedAt().isPresent()) {
      Duration left = situation.remaining(run.stopRequestedAt().get().plus(SETTLE), SETTLE);
      if (!left.isZero()) {
        return Situation.step(situation.draft(), new Next.After(left));
      }
      return afterEnd(
          run,
          situation
              .draft()
              .ended(situation.now(), NEVER_SUBMITTED, "it never reached YARN")
              .build());
    }
    if (desired.target() != Target.RUNNING) {
      return Situation.step(
          situation
              .draft()
              .run(situation.stopping(run))
              .phase(Phase.STOPPING)
              .progressing("Stopping", new StopPlan(situation).reason(run)),
          new Next.After(SETTLE));
    }
    return new StartPlan(situation).again(run);
  }

  /** It was there and YARN has forgotten it: its state store is gone, or it ended long ago. */
  private Plan lost(Run last) {
    Run run = knowingTheChange(last);
    return afterEnd(
        run,
        situation
            .draft()
            .run(run)
            .ended(
                situation.now(),
                EndPlan.LOST,
                "YARN does not know " + run.applicationId() + " any more")
            .build());
  }

  private Plan live(Run run, ApplicationReport report) {
    Run seen = seen(run, report);
    if (desired.target() != Target.RUNNING || run.stopRequestedAt().isPresent()) {
      return new StopPlan(situation).of(seen, report);
    }
    Optional<Plan> end = new SchedulePlan(situation).stop(seen, report);
    if (end.isPresent()) {
      return end.get();
    }
    UpdatePlan.Decision update = new UpdatePlan(situation).of(seen, report);
    if (update instanceof UpdatePlan.Decision.Replace) {
      return new StopPlan(situation).of(seen, report);
    }
    if (update instanceof UpdatePlan.Decision.Ask) {
      return new Plan.NeedsAgent(report);
    }
    return goOn(seen, report, update);
  }

  private Plan goOn(Run seen, ApplicationReport report, UpdatePlan.Decision update) {
    StatusDraft draft =
        StatusPicture.of(situation.draft().run(seen), before, report, observed.agent());
    Next usual = new Next.OnEvent();
    if (update instanceof UpdatePlan.Decision.Pending pending) {
      draft.restartPending(pending.reason(), pending.message());
      usual = pending.next();
    } else if (desired.problem().isEmpty()) {
      draft.notPending();
      // What began before there was a quota is put on record by who gives room.
      if (before.quota().isPresent()) {
        draft.quota(new RoomPlan(situation).taken());
      }
    }
    desired.problem().ifPresent(p -> draft.changeStalled(p.reason(), p.message()));
    TermsPlan terms = new TermsPlan(desired.terms(), seen, report, situation.now());
    terms.draw(draft);
    List<Action> actions = new ArrayList<>(scale(report));
    Optional<Action> asks = terms.action();
    asks.ifPresent(actions::add);
    return new CullPlan(situation)
        .of(
            draft,
            seen,
            report,
            actions,
            asks.isPresent() ? CullPlan.sooner(usual, new Next.After(LOOK_AGAIN)) : usual);
  }

  /**
   * An application master that has heard of an older generation only is told how many containers
   * this one wants. It remembers which it heard of: told again, it does nothing.
   */
  private List<Action> scale(ApplicationReport report) {
    Optional<AgentStatus> old =
        observed
            .agent()
            .filter(YarnView.Sighting::answers)
            .map(YarnView.Sighting::status)
            .filter(a -> a.place().applicationId().equals(report.applicationId()))
            .filter(a -> a.place().attempt() == report.attempt())
            .filter(a -> !a.services().isEmpty() && a.generation() < desired.generation());
    return old.map(
            agent ->
                List.<Action>of(
                    new Action.Scale(report, new ScaleRequest(desired.generation(), known(agent)))))
        .orElseGet(List::of);
  }

  /** While a restart is pending, the spec may name services that the run does not have. */
  private Map<String, Integer> known(AgentStatus agent) {
    Map<String, Integer> instances = new TreeMap<>(desired.instances());
    instances
        .keySet()
        .retainAll(agent.services().stream().map(ServiceStatus::name).collect(Collectors.toSet()));
    return instances;
  }

  private Plan ended(Run run, ApplicationReport report) {
    if (before.finishedAt().isPresent()) {
      return afterEnd(run, before);
    }
    Run seen = knowingTheChange(seen(run, report));
    StatusDraft draft = situation.draft().run(seen).attempt(report.attempt());
    if (before.startedAt().isEmpty()) {
      draft.startedAt(report.startedAt());
    }
    return afterEnd(
        seen,
        draft
            .ended(
                report.finishedAt().orElse(situation.now()),
                StatusPicture.result(report),
                StatusPicture.words(report.diagnostics()))
            .build());
  }

  /** A change that waited for this end is no intent that came after it: policy decides (I6). */
  private Run knowingTheChange(Run run) {
    boolean waited =
        Conditions.find(before.conditions(), Condition.PENDING_RESTART)
            .filter(c -> c.observedGeneration() == desired.generation())
            .isPresent();
    return waited && run.stopRequestedAt().isEmpty() && desired.problem().isEmpty()
        ? run.withLaunched(desired.launchHash(), desired.launchParts())
        : run;
  }

  private Plan afterEnd(Run run, ApplicationStatus status) {
    return new EndPlan(situation).after(run, status);
  }

  /**
   * The run with what YARN says of it. NEW is not yet in the ResourceManager's store: a restart of
   * it may still lose it. What was submitted is told by the tags: of two calls with one id, the
   * first wins.
   */
  private Run seen(Run run, ApplicationReport report) {
    String hash = report.launchHash().isEmpty() ? run.launchHash() : report.launchHash();
    return run.withLaunched(hash, parts(run, hash))
        .withSubmitted(run.submitted() || report.state() != ApplicationReport.State.NEW);
  }

  /**
   * Of a run that was found, or that an older operator made, they are known while it is current.
   */
  private Map<String, String> parts(Run run, String hash) {
    if (desired.problem().isEmpty() && hash.equals(desired.launchHash())) {
      return desired.launchParts();
    }
    return hash.equals(run.launchHash()) ? run.launched() : Map.of();
  }
}
