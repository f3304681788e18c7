package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.crd.application.Application;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ApplicationReport.FinalStatus;
import dev.heddle.operator.yarn.ApplicationReport.State;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One notebook with working hours, decided on by the real plan at moments that a test chooses. */
final class ScheduledLife {

  private static final Duration LOOK = Duration.ofSeconds(30);

  private final ResourceStore store;
  private Application application;
  private Wishes wishes;
  private Optional<ApplicationReport> report = Optional.empty();
  private Instant startedAt = Instant.EPOCH;
  private Instant usedAt = Instant.EPOCH;
  private boolean busy;
  private int submitted;
  private int stops;

  ScheduledLife(Application application, ResourceStore store) {
    this.store = store;
    change(application);
  }

  private void change(Application next) {
    if (next.equals(application)) {
      return;
    }
    application = next;
    wishes = Wishes.of(application, "operator", store);
  }

  Application application() {
    return application;
  }

  boolean runs() {
    return report.filter(ApplicationReport::isLive).isPresent();
  }

  boolean isBusy() {
    return busy && runs();
  }

  int submitted() {
    return submitted;
  }

  int stops() {
    return stops;
  }

  /** What its user does, at a moment by a right clock. */
  void work(boolean on, Instant now) {
    busy = on;
    usedAt = now;
  }

  /**
   * As passes of the reconciler do, until nothing changes.
   *
   * @param clock what the operator's says
   */
  void look(Instant now, Instant clock) {
    for (int pass = 0; pass < 10; pass++) {
      Application before = application;
      decide(now, clock);
      if (before.status().equals(application.status())) {
        return;
      }
    }
    throw new AssertionError("at " + now + " it does not come to rest: " + application.status());
  }

  private void decide(Instant now, Instant clock) {
    Optional<YarnView.Sighting> sighting =
        report
            .filter(ApplicationReport::isLive)
            .map(r -> new YarnView.Sighting(status(r, now), true, clock));
    Observed observed = Observed.cached(report.stream().toList(), sighting);
    while (true) {
      Plan plan = ApplicationPlan.plan(wishes.desired(), application.status(), observed, clock);
      if (plan instanceof Plan.NeedsFreshRead) {
        observed = observed.freshly(report.stream().toList());
      } else if (plan instanceof Plan.NeedsAgent) {
        observed = observed.withAgent(sighting);
      } else if (plan instanceof Plan.NeedsId) {
        observed = observed.withReserved("application_1_" + (submitted + 1));
      } else {
        Plan.Step step = (Plan.Step) plan;
        change(application.withStatus(step.status()));
        step.actions().forEach(action -> act(action, now));
        return;
      }
    }
  }

  private void act(Action action, Instant now) {
    if (action instanceof Action.Submit submit) {
      submitted++;
      startedAt = now;
      report = Optional.of(report(submit.applicationId(), State.RUNNING, now));
    } else if (action instanceof Action.Shutdown) {
      stops++;
      assertThat(busy).as("at %s it is at work", now).isFalse();
      report = report.map(r -> report(r.applicationId(), State.FINISHED, now));
    } else {
      throw new AssertionError("nothing else is called for: " + action);
    }
  }

  private ApplicationReport report(String id, State state, Instant now) {
    boolean runs = state == State.RUNNING;
    return new ApplicationReport(
        id,
        application.metadata().uid(),
        submitted,
        application.status().run().orElseThrow().launchHash(),
        "alice",
        "default",
        state,
        runs ? FinalStatus.UNDEFINED : FinalStatus.SUCCEEDED,
        0,
        Optional.empty(),
        1,
        runs ? "node1" : "",
        runs ? 20_000 : 0,
        "",
        "",
        startedAt,
        runs ? Optional.empty() : Optional.of(now));
  }

  private AgentStatus status(ApplicationReport app, Instant now) {
    return new AgentStatus(
        dev.heddle.appmaster.protocol.Phase.READY,
        new AgentPlace(app.applicationId(), 1, "container_1", 0),
        new ServiceAddress("node1", 20_001, "/notebooks/team-a/churn/", "http"),
        new ProcessStatus(
            42, 0, Optional.empty(), startedAt, Optional.of(startedAt), Optional.of(now)),
        Optional.empty(),
        "",
        0,
        List.of(),
        Optional.of(activity(now)));
  }

  private ActivityReport activity(Instant now) {
    Duration measured = Duration.between(startedAt, now);
    Instant used = usedAt.isAfter(startedAt) ? usedAt : startedAt;
    return new ActivityReport(
        LOOK,
        measured,
        (int) Math.min(1_000, measured.dividedBy(LOOK)),
        measured.compareTo(LOOK) < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(1)),
        "",
        busy ? Duration.ZERO : Duration.between(used, now),
        "a kernel's activity",
        busy ? Optional.of(Duration.between(used, now)) : Optional.empty(),
        busy ? "a kernel is busy" : "",
        1,
        busy ? 1 : 0,
        0,
        0,
        0);
  }
}
