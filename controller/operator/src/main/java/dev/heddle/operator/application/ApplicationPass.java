package dev.heddle.operator.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Intent;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.application.ActionBoundary.Boundary;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.application.Plan.Next;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.Context;
import dev.heddle.reconciler.Context.EventKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over one Application: observes, has it planned, writes the status, acts. */
final class ApplicationPass {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationPass.class);

  /** In the key-value store of what lives on without its resource; its name is the value. */
  static final String KEPT_KEY = "heddle.dev/kept";

  private final YarnCluster cluster;
  private final Agents agents;
  private final YarnView view;
  private final ActionBoundary boundary;
  private final ApplicationMetrics metrics;
  private final Context<Application> context;
  private final Wishes wishes;
  private Application application;

  ApplicationPass(
      YarnCluster cluster,
      Agents agents,
      YarnView view,
      ActionBoundary boundary,
      ApplicationMetrics metrics,
      Context<Application> context,
      Application application,
      Wishes wishes) {
    this.cluster = cluster;
    this.agents = agents;
    this.view = view;
    this.boundary = boundary;
    this.metrics = metrics;
    this.context = requireNonNull(context, "context is null");
    this.application = requireNonNull(application, "application is null");
    this.wishes = requireNonNull(wishes, "wishes is null");
  }

  /** Observes and plans, asking for more until the plan is a step, and takes that. */
  Next run() {
    String uid = application.metadata().uid();
    Observed observed =
        Observed.cached(
            view.applicationsOf(uid),
            application.status().run().flatMap(r -> view.agent(r.applicationId())));
    while (true) {
      Plan plan =
          Intent.isPaused(application.metadata())
              ? ApplicationPlan.paused(
                  wishes.desired(), application.status(), observed, context.now())
              : ApplicationPlan.plan(
                  wishes.desired(), application.status(), observed, context.now());
      if (plan instanceof Plan.NeedsFreshRead) {
        observed = observed.freshly(cluster.applicationsOf(uid));
      } else if (plan instanceof Plan.NeedsAgent needs) {
        observed = observed.withAgent(ask(needs.application()));
      } else if (plan instanceof Plan.NeedsId) {
        observed = observed.withReserved(cluster.reserve());
        boundary.reached(Boundary.SUBMIT_RESERVED);
      } else {
        return take((Plan.Step) plan, observed);
      }
    }
  }

  /**
   * Lets what runs live on without its resource, and tells its agent so, by which it is known later
   * that nobody forgot it. Empty when nothing runs: then there is nothing to keep.
   */
  Optional<Next> letLive() {
    List<ApplicationReport> live =
        cluster.applicationsOf(application.metadata().uid()).stream()
            .filter(ApplicationReport::isLive)
            .toList();
    for (ApplicationReport report : live) {
      try {
        agents.put(
            new AgentAddress(report.applicationId(), report.host(), report.agentPort()),
            KEPT_KEY,
            application.key().toString().getBytes(UTF_8));
      } catch (AgentException e) {
        StatusDraft draft =
            draft()
                .changeWaits(
                    "NotYetKept",
                    report.applicationId()
                        + " is to live on and could not be told so yet: "
                        + e.getMessage());
        writeTrouble(draft, "NotYetKept", e.getMessage());
        return Optional.of(new Next.After(ApplicationPlan.LOOK_AGAIN));
      }
      context.event(
          EventKind.NORMAL,
          "Kept",
          report.applicationId()
              + " lives on: heddle.dev/on-delete is keep; yarn application -kill ends it");
    }
    return live.isEmpty() ? Optional.empty() : Optional.of(new Next.Gone());
  }

  /** One that can't be asked says nothing, and so nothing is known (I5). */
  private Optional<YarnView.Sighting> ask(ApplicationReport report) {
    try {
      AgentStatus status =
          agents.look(new AgentAddress(report.applicationId(), report.host(), report.agentPort()));
      return Optional.of(new YarnView.Sighting(status, true, context.now()));
    } catch (AgentException | MalformedMessageException e) {
      LOG.info("{} could not be asked about its use: {}", report.applicationId(), e.getMessage());
      return Optional.empty();
    }
  }

  private Next take(Plan.Step step, Observed observed) {
    if (step.next() instanceof Next.Gone) {
      return step.next();
    }
    write(step.status(), observed);
    for (Action action : step.actions()) {
      act(action);
    }
    return step.next();
  }

  /** The write-ahead record: nothing of what follows is done unless this is in the store (I1). */
  private void write(ApplicationStatus status, Observed observed) {
    ApplicationStatus before = application.status();
    if (status.equals(before)) {
      return;
    }
    application = context.store().updateStatus(Kinds.APPLICATION, application.withStatus(status));
    ApplicationEvents.between(
            ApplicationEvents.Moment.of(before), ApplicationEvents.Moment.of(status))
        .forEach(line -> context.event(line.kind(), line.reason(), line.message()));
    if (status.phase() == Phase.READY && before.readyAt().isEmpty()) {
      measure(status, observed);
    }
  }

  private void measure(ApplicationStatus status, Observed observed) {
    Optional<ApplicationReport> report =
        status.run().flatMap(run -> observed.report(run.applicationId()));
    observed
        .agent()
        .flatMap(a -> a.status().process().readyAt())
        .ifPresent(
            ready -> report.ifPresent(r -> metrics.ready(Duration.between(r.startedAt(), ready))));
  }

  private void act(Action action) {
    view.expectChange();
    if (action instanceof Action.Submit submit) {
      submit(submit.applicationId());
    } else if (action instanceof Action.Shutdown shutdown) {
      boundary.reached(Boundary.STOP_RECORDED);
      shutDown(shutdown);
      boundary.reached(Boundary.STOP_ASKED);
    } else if (action instanceof Action.Scale scale) {
      scale(scale);
    } else if (action instanceof Action.Adjust adjust) {
      adjust(adjust);
    } else if (action instanceof Action.Kill kill) {
      boundary.reached(Boundary.STOP_RECORDED);
      cluster.kill(kill.applicationId(), application.metadata().uid(), kill.why());
      metrics.killed();
      boundary.reached(Boundary.STOP_ASKED);
    }
  }

  private void submit(String applicationId) {
    boundary.reached(Boundary.SUBMIT_RECORDED);
    Run run = application.status().run().orElseThrow();
    LaunchSpec launch = wishes.launch().orElseThrow();
    cluster.submit(applicationId, launch.launch(run.number(), run.launchHash()));
    boundary.reached(Boundary.SUBMIT_SENT);
    metrics.submitted();
    context.event(
        EventKind.NORMAL,
        "Submitted",
        applicationId + " to queue " + application.spec().queue() + " as " + launch.user());
  }

  /** An agent that can't be asked is asked again at the next pass, until force is due. */
  private void shutDown(Action.Shutdown shutdown) {
    ApplicationReport report = shutdown.application();
    AgentAddress address =
        new AgentAddress(report.applicationId(), report.host(), report.agentPort());
    try {
      agents.shutdown(
          address,
          new ShutdownRequest(
              FinalStatus.SUCCEEDED,
              "stopped by Heddle: " + shutdown.why(),
              Optional.of(wishes.desired().stopGrace())));
      metrics.stopAsked();
    } catch (AgentException e) {
      LOG.info("{} could not be asked to stop yet: {}", report.applicationId(), e.getMessage());
    }
  }

  /** One that can't be asked is asked again when it is next heard of. */
  private void scale(Action.Scale scale) {
    ApplicationReport report = scale.application();
    try {
      agents.scale(
          new AgentAddress(report.applicationId(), report.host(), report.agentPort()),
          scale.request());
    } catch (AgentException e) {
      LOG.info("{} could not be told its numbers yet: {}", report.applicationId(), e.getMessage());
    }
  }

  /**
   * Noted as asked for when it is done: an operator that dies before asks again. What YARN refuses
   * is not asked for again until the spec changes.
   */
  private void adjust(Action.Adjust adjust) {
    Run run = application.status().run().orElseThrow().withTerms(adjust.asked());
    StatusDraft draft = draft().run(run);
    try {
      cluster.adjust(adjust.applicationId(), application.metadata().uid(), adjust.change());
    } catch (YarnRejectedException e) {
      draft.lessGranted("TermsRefused", e.getMessage());
      context.event(EventKind.WARNING, "TermsRefused", e.getMessage());
    }
    application =
        context.store().updateStatus(Kinds.APPLICATION, application.withStatus(draft.build()));
  }

  /** YARN said no: shown, and tried again with the key's backoff, so that it heals when mended. */
  void rejected(YarnRejectedException e) {
    metrics.rejected(e.reason());
    StatusDraft draft = draft().stalled(e.reason().word(), e.getMessage());
    if (application.status().phase() == Phase.SUBMITTING) {
      draft.phase(Phase.PENDING);
    }
    writeTrouble(draft, e.reason().word(), e.getMessage());
  }

  /** What serves goes on serving; what waits for YARN is told why it waits. */
  void unavailable(YarnUnavailableException e) {
    Phase phase = application.status().phase();
    if (phase.isTerminal()) {
      return;
    }
    StatusDraft draft =
        phase == Phase.READY
            ? draft().changeWaits("YarnUnavailable", e.getMessage())
            : draft().progressing("YarnUnavailable", e.getMessage());
    writeTrouble(draft, "YarnUnavailable", e.getMessage());
  }

  private void writeTrouble(StatusDraft draft, String reason, String message) {
    ApplicationStatus status = draft.build();
    if (!status.equals(application.status())) {
      application = context.store().updateStatus(Kinds.APPLICATION, application.withStatus(status));
      context.event(EventKind.WARNING, reason, message);
    }
  }

  private StatusDraft draft() {
    return StatusDraft.of(application.status(), application.metadata().generation(), context.now());
  }
}
