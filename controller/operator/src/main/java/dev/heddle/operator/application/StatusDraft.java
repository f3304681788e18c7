package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.crd.application.ActivityStatus;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.application.CullingStatus;
import dev.heddle.crd.application.Phase;
import dev.heddle.crd.application.QuotaRoom;
import dev.heddle.crd.application.Run;
import dev.heddle.crd.application.ScheduleStatus;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.crd.application.WorkspaceStatus;
import dev.heddle.crd.meta.Condition;
import dev.heddle.crd.meta.Conditions;
import dev.heddle.operator.culling.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A status on its way to its next version. Holds times to the second, as the store does. */
final class StatusDraft {

  /** The reason of a warning that working hours end. */
  private static final String HOURS_END = "HoursEnd";

  private final long generation;
  private final Instant now;
  private Phase phase;
  private Optional<Run> run;
  private Optional<String> user;
  private Optional<String> host;
  private int agentPort;
  private Optional<String> url;
  private int attempt;
  private Optional<Integer> priority;
  private Optional<Instant> expiresAt;
  private int restarts;
  private int earlierRestarts;
  private int failures;
  private Optional<Instant> retryAt;
  private Optional<Instant> startedAt;
  private Optional<Instant> readyAt;
  private Optional<Instant> finishedAt;
  private Optional<String> finalStatus;
  private Optional<String> diagnostics;
  private Optional<WorkspaceStatus> workspace;
  private Map<String, Integer> ports;
  private Optional<String> lastFailure;
  private List<ServiceStatus> services;
  private Optional<ActivityStatus> activity;
  private Optional<CullingStatus> culling;
  private Optional<ScheduleStatus> schedule;
  private Optional<QuotaRoom> quota;
  private List<Condition> conditions;

  private StatusDraft(ApplicationStatus from, long generation, Instant now) {
    this.generation = Math.max(generation, from.observedGeneration());
    this.now = toSecond(now);
    this.phase = from.phase();
    this.run = from.run();
    this.user = from.user();
    this.host = from.host();
    this.agentPort = from.agentPort();
    this.url = from.url();
    this.attempt = from.attempt();
    this.priority = from.priority();
    this.expiresAt = from.expiresAt();
    this.restarts = from.restarts();
    this.earlierRestarts = from.earlierRestarts();
    this.failures = from.failures();
    this.retryAt = from.retryAt();
    this.startedAt = from.startedAt();
    this.readyAt = from.readyAt();
    this.finishedAt = from.finishedAt();
    this.finalStatus = from.finalStatus();
    this.diagnostics = from.diagnostics();
    this.workspace = from.workspace();
    this.ports = from.ports();
    this.lastFailure = from.lastFailure();
    this.services = from.services();
    this.activity = from.activity();
    this.culling = from.culling();
    this.schedule = from.schedule();
    this.quota = from.quota();
    this.conditions = from.conditions();
  }

  static StatusDraft of(ApplicationStatus from, long generation, Instant now) {
    return new StatusDraft(from, generation, now);
  }

  static Instant toSecond(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  StatusDraft phase(Phase value) {
    phase = value;
    return this;
  }

  /** The same submission, with more known of it. */
  StatusDraft run(Run value) {
    run = Optional.of(value);
    return this;
  }

  /** A new submission: nothing of the last one's course stays. */
  StatusDraft newRun(Run value) {
    run = Optional.of(value);
    attempt = 0;
    priority = Optional.empty();
    expiresAt = Optional.empty();
    restarts = 0;
    earlierRestarts = 0;
    startedAt = Optional.empty();
    readyAt = Optional.empty();
    finishedAt = Optional.empty();
    finalStatus = Optional.empty();
    diagnostics = Optional.empty();
    retryAt = Optional.empty();
    lastFailure = Optional.empty();
    services = List.of();
    activity = Optional.empty();
    culling = Optional.empty();
    without(Condition.STOPS_SOON);
    without(Condition.PROBE_FAILING);
    without(Condition.PENDING_RESTART);
    return notServing();
  }

  StatusDraft notServing() {
    host = Optional.empty();
    agentPort = 0;
    url = Optional.empty();
    ports = Map.of();
    return this;
  }

  /** The ports of the process beside the application master, and why it was last started again. */
  StatusDraft process(ProcessStatus process) {
    ports = process.ports();
    if (!process.lastFailure().isEmpty()) {
      lastFailure = Optional.of(StatusPicture.words(process.lastFailure()));
    }
    return this;
  }

  /** What YARN has granted. */
  StatusDraft granted(Optional<Integer> newPriority, Optional<Instant> newExpiry) {
    priority = newPriority;
    expiresAt = newExpiry.map(StatusDraft::toSecond);
    return this;
  }

  /** YARN has granted all it was asked for. */
  StatusDraft allGranted() {
    return without(Condition.TERMS_GRANTED);
  }

  /** YARN has granted less than it was asked for. */
  StatusDraft lessGranted(String reason, String message) {
    return condition(Condition.TERMS_GRANTED, Condition.Status.FALSE, reason, message);
  }

  StatusDraft services(List<ServiceStatus> value) {
    services = List.copyOf(value);
    return this;
  }

  StatusDraft user(String value) {
    user = Optional.of(value).filter(u -> !u.isEmpty());
    return this;
  }

  StatusDraft place(String newHost, int newAgentPort) {
    host = Optional.of(newHost).filter(h -> !h.isEmpty());
    agentPort = newAgentPort;
    return this;
  }

  StatusDraft url(Optional<String> value) {
    url = value;
    return this;
  }

  /** The first attempt starts the process; each later one starts it again, or keeps services. */
  StatusDraft attempt(int value) {
    if (value > attempt) {
      restarts += services.isEmpty() ? value - Math.max(1, attempt) : 0;
      earlierRestarts = restarts;
      attempt = value;
    }
    return this;
  }

  /** How often processes of services were started again, over all attempts. */
  StatusDraft restartsOfServices(int value) {
    restarts = Math.max(restarts, value);
    return this;
  }

  /** How often the present attempt has started the process again. */
  StatusDraft restartsInAttempt(int value) {
    restarts = Math.max(restarts, earlierRestarts + value);
    return this;
  }

  int restarts() {
    return restarts;
  }

  StatusDraft failures(int value) {
    failures = value;
    return this;
  }

  StatusDraft retryAt(Optional<Instant> value) {
    retryAt = value.map(StatusDraft::toSecond);
    return this;
  }

  StatusDraft startedAt(Instant value) {
    startedAt = Optional.of(toSecond(value));
    return this;
  }

  /** The first time in a run counts. */
  StatusDraft readyAt(Instant value) {
    if (readyAt.isEmpty()) {
      readyAt = Optional.of(toSecond(value));
    }
    return this;
  }

  StatusDraft readyNow() {
    return readyAt(now);
  }

  StatusDraft ended(Instant when, String how, String why) {
    finishedAt = Optional.of(toSecond(when));
    finalStatus = Optional.of(how);
    diagnostics = Optional.of(why).filter(w -> !w.isEmpty());
    expiresAt = Optional.empty();
    without(Condition.PENDING_RESTART);
    allGranted();
    services = List.of();
    return notServing();
  }

  /** How it is used, and what follows from that. */
  StatusDraft use(Verdict verdict, boolean mayBeStopped) {
    activity = Optional.of(verdict.activity());
    boolean told = verdict.idleSince().isPresent() || verdict.eligibleAt().isPresent();
    culling =
        told
            ? Optional.of(
                new CullingStatus(
                    verdict.idleSince(),
                    verdict.eligibleAt(),
                    verdict.blockedBy(),
                    Optional.empty(),
                    Optional.empty()))
            : Optional.empty();
    if (verdict.warn() && verdict.eligibleAt().isPresent()) {
      condition(
          Condition.STOPS_SOON,
          Condition.Status.TRUE,
          "Idle",
          "it is stopped at " + verdict.eligibleAt().get() + " unless it is used before");
    } else {
      without(Condition.STOPS_SOON);
    }
    return mayBeStopped && verdict.activity().state() == ActivityStatus.State.UNKNOWN
        ? condition(
            Condition.PROBE_FAILING,
            Condition.Status.TRUE,
            "ActivityUnknown",
            verdict.activity().message() + ": it is not stopped while nobody knows")
        : without(Condition.PROBE_FAILING);
  }

  /** Nobody used it: it is stopped, and stays so while the same is asked for. */
  StatusDraft culled(Verdict verdict, String launchHash) {
    activity = Optional.of(verdict.activity());
    culling =
        Optional.of(
            new CullingStatus(
                verdict.idleSince(),
                verdict.eligibleAt(),
                Optional.empty(),
                Optional.of(now),
                Optional.of(launchHash)));
    without(Condition.STOPS_SOON);
    return without(Condition.PROBE_FAILING);
  }

  /** Its room in quotas; what comes to rest gives it back. */
  StatusDraft quota(Optional<QuotaRoom> value) {
    quota = value;
    return this;
  }

  StatusDraft schedule(Optional<ScheduleStatus> value) {
    schedule = value;
    return this;
  }

  /**
   * That it is stopped soon because its working hours are over, or that it is not; what is said of
   * its being idle stays when nothing is.
   *
   * @param before since when that is so
   */
  StatusDraft endsSoon(ApplicationStatus before, Optional<String> warning) {
    Optional<Condition> said = Conditions.find(conditions, Condition.STOPS_SOON);
    if (warning.isEmpty()) {
      return said.filter(c -> c.reason().equals(HOURS_END)).isPresent()
          ? without(Condition.STOPS_SOON)
          : this;
    }
    Optional<Condition> told = Conditions.find(before.conditions(), Condition.STOPS_SOON);
    if (said.isEmpty() && told.isPresent()) {
      List<Condition> all = new ArrayList<>(conditions);
      all.add(told.get());
      conditions = List.copyOf(all);
    }
    return condition(Condition.STOPS_SOON, Condition.Status.TRUE, HOURS_END, warning.get());
  }

  /** It was stopped for another reason. */
  StatusDraft notCulled() {
    culling = Optional.empty();
    without(Condition.STOPS_SOON);
    return without(Condition.PROBE_FAILING);
  }

  StatusDraft ready(String message) {
    condition(Condition.READY, Condition.Status.TRUE, "Ready", message);
    without(Condition.RECONCILING);
    return without(Condition.STALLED);
  }

  /** Not ready, and work goes on. */
  StatusDraft progressing(String reason, String message) {
    condition(Condition.READY, Condition.Status.FALSE, reason, message);
    condition(Condition.RECONCILING, Condition.Status.TRUE, reason, message);
    return without(Condition.STALLED);
  }

  /** Not ready, and that is how it should be. */
  StatusDraft resting(String reason, String message) {
    condition(Condition.READY, Condition.Status.FALSE, reason, message);
    without(Condition.RECONCILING);
    return without(Condition.STALLED);
  }

  /** Not ready, and somebody has to mend something. */
  StatusDraft stalled(String reason, String message) {
    condition(Condition.READY, Condition.Status.FALSE, reason, message);
    condition(Condition.STALLED, Condition.Status.TRUE, reason, message);
    return without(Condition.RECONCILING);
  }

  /** What runs was started from an older spec, and is not interrupted for now. */
  StatusDraft restartPending(String reason, String message) {
    return condition(Condition.PENDING_RESTART, Condition.Status.TRUE, reason, message);
  }

  /** What runs is what is asked for. */
  StatusDraft notPending() {
    return without(Condition.PENDING_RESTART);
  }

  /** What runs is left as it is, and its new spec has to wait. */
  StatusDraft changeWaits(String reason, String message) {
    return condition(Condition.RECONCILING, Condition.Status.TRUE, reason, message);
  }

  /** What runs is left as it is, but its new spec can't be brought about. */
  StatusDraft changeStalled(String reason, String message) {
    return condition(Condition.STALLED, Condition.Status.TRUE, reason, message);
  }

  StatusDraft unknown(String reason, String message) {
    condition(Condition.READY, Condition.Status.UNKNOWN, reason, message);
    return without(Condition.STALLED);
  }

  /** It is looked at only. */
  StatusDraft paused(String message) {
    return condition(Condition.PAUSED, Condition.Status.TRUE, "Paused", message);
  }

  StatusDraft notPaused() {
    return without(Condition.PAUSED);
  }

  /** How its files stand; in the same words as long as nothing but the time of a save changes. */
  StatusDraft workspace(WorkspaceReport report) {
    boolean failing = report.state() == WorkspaceReport.State.FAILING;
    workspace =
        Optional.of(
            new WorkspaceStatus(
                report
                    .lastSavedAt()
                    .map(at -> at.truncatedTo(ChronoUnit.MINUTES))
                    .or(() -> workspace.flatMap(WorkspaceStatus::lastSavedAt)),
                report.pendingFiles(),
                report.skippedFiles(),
                Optional.of(report.message()).filter(m -> failing || report.skippedFiles() > 0)));
    return condition(
        Condition.WORKSPACE_SAVED,
        switch (report.state()) {
          case SAVING -> Condition.Status.TRUE;
          case FAILING -> Condition.Status.FALSE;
          case RESTORING -> Condition.Status.UNKNOWN;
        },
        report.reason(),
        report.message());
  }

  /** The spec asks for no workspace any more. */
  StatusDraft noWorkspace() {
    workspace = Optional.empty();
    return without(Condition.WORKSPACE_SAVED);
  }

  private StatusDraft condition(
      String type, Condition.Status status, String reason, String message) {
    conditions = Conditions.with(conditions, type, status, reason, message, generation, now);
    return this;
  }

  private StatusDraft without(String type) {
    conditions = Conditions.without(conditions, type);
    return this;
  }

  ApplicationStatus build() {
    return new ApplicationStatus(
        generation,
        phase,
        run,
        user,
        host,
        agentPort,
        url,
        attempt,
        priority,
        expiresAt,
        restarts,
        earlierRestarts,
        failures,
        retryAt,
        startedAt,
        readyAt,
        finishedAt,
        finalStatus,
        diagnostics,
        workspace,
        ports,
        lastFailure,
        services,
        activity,
        culling,
        schedule,
        phase.isTerminal() ? Optional.empty() : quota,
        conditions);
  }
}
