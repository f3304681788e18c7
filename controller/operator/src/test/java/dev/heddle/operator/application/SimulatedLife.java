package dev.heddle.operator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.operator.application.Plan.Action;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ApplicationReport.FinalStatus;
import dev.heddle.operator.yarn.ApplicationReport.State;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One notebook and its application, decided on by the real plan. Its agent measures by a clock of
 * its own and loses its memory when it is lost, as the real one does.
 */
final class SimulatedLife {
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofMinutes(31);

  private final ResourceStore store;
  private final SimulatedUse use;
  private final OperatorTimes operator;
  private final SplittableRandom random;

  private Application application;
  private Wishes wishes;
  private Optional<Running> running = Optional.empty();
  private Optional<ApplicationReport> over = Optional.empty();
  private Optional<YarnView.Sighting> lastSighting = Optional.empty();
  private Instant begin = Instant.MIN;
  private Instant now = Instant.MIN;
  private int wanted = 1;
  private int submitted;
  private int stops;
  private int faults;

  SimulatedLife(
      Application application,
      ResourceStore store,
      SimulatedUse use,
      OperatorTimes operator,
      SplittableRandom random) {
    this.application = application;
    this.wishes = Wishes.of(application, "operator", store);
    this.store = store;
    this.use = use;
    this.operator = operator;
    this.random = new SplittableRandom(use.hashCode());
  }

  /** The application that runs. */
  private static final class Running {
    private final String id;
    private final String hash;
    private final int run;
    private final Instant startedAt;
    private int attempt = 1;
    private Instant measuredSince;
    private Instant troubleUntil = Instant.MIN;
    private Instant silentUntil = Instant.MIN;

    Running(String id, String hash, int run, Instant startedAt) {
      this.id = id;
      this.hash = hash;
      this.run = run;
      this.startedAt = startedAt;
      this.measuredSince = startedAt;
    }
  }

  int stops() {
    return stops;
  }

  int faults() {
    return faults;
  }

  void step(Instant moment) {
    begin = begin.equals(Instant.MIN) ? moment : begin;
    now = moment;
    if (use.advance(now) && running.isEmpty()) {
      wanted++;
      wish("came back at " + now);
    }
    running.ifPresent(this::fail);
    if (operator.isAway(time())) {
      lastSighting = Optional.empty();
      return;
    }
    decide();
    running.ifPresent(this::requireUsedOrNew);
  }

  private Duration time() {
    return Duration.between(begin, now);
  }

  private Instant clock() {
    return operator.clock(now, time());
  }

  private void wish(String when) {
    change(
        application.withMetadata(
            application.metadata().withAnnotation(Annotations.RESTARTED_AT, when)));
  }

  private void change(Application next) {
    if (!next.equals(application)) {
      application = next;
      wishes = Wishes.of(application, "operator", store);
    }
  }

  private void fail(Running app) {
    switch (random.nextInt(400)) {
      case 0, 1, 2 -> app.troubleUntil = now.plus(someTime());
      case 3, 4, 5 -> app.silentUntil = now.plus(someTime());
      case 6, 7, 8 -> app.measuredSince = now; // its agent was killed
      case 9 -> {
        app.attempt++;
        app.measuredSince = now;
        use.lose(now);
      }
      default -> {
        return;
      }
    }
    faults++;
  }

  private Duration someTime() {
    return Duration.ofMinutes(random.nextInt(1, 400));
  }

  /** As a pass of the reconciler does. */
  private void decide() {
    Optional<YarnView.Sighting> current = sighting();
    // Now and then what is at hand is of the step before.
    Optional<YarnView.Sighting> cached = random.nextInt(8) == 0 ? lastSighting : current;
    lastSighting = current;
    List<ApplicationReport> reports = reports();
    Observed observed = Observed.cached(reports, cached);
    while (true) {
      Plan plan = ApplicationPlan.plan(wishes.desired(), application.status(), observed, clock());
      if (plan instanceof Plan.NeedsFreshRead) {
        observed = observed.freshly(reports);
      } else if (plan instanceof Plan.NeedsAgent) {
        observed = observed.withAgent(current);
      } else if (plan instanceof Plan.NeedsId) {
        observed = observed.withReserved("application_1_" + (submitted + 1));
      } else {
        Plan.Step step = (Plan.Step) plan;
        change(application.withStatus(step.status()));
        step.actions().forEach(this::act);
        return;
      }
    }
  }

  private void act(Action action) {
    if (action instanceof Action.Submit submit) {
      submitted++;
      assertThat(submitted)
          .as("I6: runs, of which each was wished for")
          .isLessThanOrEqualTo(wanted);
      running =
          Optional.of(
              new Running(
                  submit.applicationId(),
                  application.status().run().orElseThrow().launchHash(),
                  submitted,
                  now));
      over = Optional.empty();
    } else if (action instanceof Action.Shutdown) {
      stop(running.orElseThrow());
    } else {
      throw new AssertionError("nothing else is called for: " + action);
    }
  }

  private void stop(Running app) {
    if (application.status().culling().flatMap(c -> c.culledAt()).isPresent()) {
      stops++;
      assertThat(use.isAway()).as("I5: at %s it is in use", now).isTrue();
      assertThat(Duration.between(use.lastUse(), now))
          .as("I5: at %s, last used at %s", now, use.lastUse())
          .isGreaterThanOrEqualTo(MonthOfUseTest.RULE.idleAfter());
      assertThat(sighting()).as("I5: nothing is known of it").isPresent();
    }
    over = Optional.of(report(app, State.FINISHED, FinalStatus.SUCCEEDED));
    running = Optional.empty();
    lastSighting = Optional.empty();
  }

  /** Whatever has been idle and known for the whole time is gone. */
  private void requireUsedOrNew(Running app) {
    Instant known = latest(app.measuredSince, app.startedAt);
    known = latest(known, latest(app.troubleUntil, app.silentUntil));
    known = latest(known, begin.plus(operator.since(time())));
    known = latest(known, latest(use.since(), use.lastUse()));
    assertThat(
            use.isAway() && !now.isBefore(known.plus(MonthOfUseTest.RULE.idleAfter()).plus(SLACK)))
        .as("at %s %s has been idle and known since %s", now, application.status(), known)
        .isFalse();
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private List<ApplicationReport> reports() {
    return running
        .map(app -> List.of(report(app, State.RUNNING, FinalStatus.UNDEFINED)))
        .orElseGet(() -> over.map(List::of).orElseGet(List::of));
  }

  private ApplicationReport report(Running app, State state, FinalStatus status) {
    boolean runs = state == State.RUNNING;
    return new ApplicationReport(
        app.id,
        application.metadata().uid(),
        app.run,
        app.hash,
        "alice",
        "default",
        state,
        status,
        0,
        Optional.empty(),
        app.attempt,
        runs ? "node1" : "",
        runs ? 20_000 : 0,
        "",
        "",
        app.startedAt,
        runs ? Optional.empty() : Optional.of(now));
  }

  /** The word of its agent of this moment, by the operator's clock. */
  private Optional<YarnView.Sighting> sighting() {
    return running
        .filter(app -> app.silentUntil.isBefore(now))
        .map(app -> new YarnView.Sighting(status(app), true, clock()));
  }

  private AgentStatus status(Running app) {
    return new AgentStatus(
        dev.heddle.appmaster.protocol.Phase.READY,
        new AgentPlace(app.id, app.attempt, "container_1", 0),
        new ServiceAddress("node1", 20_001, "/notebooks/team-a/churn/", "http"),
        new ProcessStatus(
            42, 0, Optional.empty(), app.startedAt, Optional.of(app.startedAt), Optional.of(now)),
        Optional.empty(),
        "",
        0,
        List.of(),
        Optional.of(activity(app)));
  }

  private ActivityReport activity(Running app) {
    boolean answers = app.troubleUntil.isBefore(now);
    Duration measured = Duration.between(app.measuredSince, now);
    Instant seen = latest(use.lastUse(), app.measuredSince);
    boolean busy = answers && use.isComputing();
    return new ActivityReport(
        LOOK,
        measured,
        answers ? (int) Math.min(1_000, measured.dividedBy(LOOK)) : 0,
        measured.compareTo(LOOK) < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(1)),
        answers ? "" : "its server does not answer",
        Duration.between(seen, now),
        "a kernel's activity",
        busy
            ? Optional.of(Duration.between(latest(use.since(), app.measuredSince), now))
            : Optional.empty(),
        busy ? "a kernel is busy" : "",
        1,
        busy ? 1 : 0,
        0,
        0,
        0);
  }
}
