package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.application.YarnView.Sighting;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agents say, read in parallel with bounded concurrency: at once when YARN reports a
 * change, often until the process serves, and now and then afterwards.
 */
final class AgentWatch {

  private static final Logger LOG = LoggerFactory.getLogger(AgentWatch.class);

  /** An agent that starts again is away for less. */
  private static final int SILENT_AFTER = 3;

  /** More successful looks in a row than that say no more. */
  private static final int ENOUGH_LOOKS = 2;

  /** Used again after that long, it is worth a look at what follows. */
  private static final Duration RECENT = Duration.ofSeconds(30);

  private final Agents agents;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final PollerOptions options;
  private final Consumer<String> changed;
  private final Counter failures;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final Queue<Watched> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger readers = new AtomicInteger();

  AgentWatch(
      Agents agents,
      Scheduler scheduler,
      RandomGenerator random,
      PollerOptions options,
      Consumer<String> changed,
      MeterRegistry registry) {
    this.agents = requireNonNull(agents, "agents is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.random = requireNonNull(random, "random is null");
    this.options = requireNonNull(options, "options is null");
    this.changed = requireNonNull(changed, "changed is null");
    this.failures =
        Counter.builder("heddle.agent.read.failures")
            .description("Reads of an agent's status that failed")
            .register(registry);
  }

  Optional<Sighting> sighting(String applicationId) {
    return Optional.ofNullable(watched.get(applicationId)).flatMap(w -> w.sighting);
  }

  /** Reads the agents that are due, of the applications that run. */
  void look(List<ApplicationReport> reports) {
    List<ApplicationReport> running =
        reports.stream()
            .filter(r -> r.state() == ApplicationReport.State.RUNNING)
            .filter(r -> !r.host().isEmpty() && r.agentPort() > 0)
            .toList();
    Set<String> ids =
        running.stream().map(ApplicationReport::applicationId).collect(Collectors.toSet());
    watched.keySet().retainAll(ids);
    Duration pause = pause(running.size());
    for (ApplicationReport report : running) {
      Watched agent = watched.computeIfAbsent(report.applicationId(), id -> new Watched());
      if (agent.wants(report, scheduler.nanoTime(), pause, random)) {
        queue.add(agent);
      }
    }
    int wanted = Math.min(options.agentConcurrency(), queue.size());
    while (readers.get() < wanted) {
      readers.incrementAndGet();
      scheduler.execute(this::read);
    }
  }

  private Duration pause(int running) {
    Duration fair = Duration.ofMillis(running * 1_000L / options.agentReadsPerSecond());
    return fair.compareTo(options.agentInterval()) > 0 ? fair : options.agentInterval();
  }

  private void read() {
    try {
      for (Watched next = queue.poll(); next != null; next = queue.poll()) {
        if (next.read()) {
          changed.accept(next.uid());
        }
      }
    } finally {
      readers.decrementAndGet();
    }
  }

  /** One agent. Fields are written by the poller or, while it is queued, by its one reader. */
  private final class Watched {
    private volatile Optional<ApplicationReport> report = Optional.empty();
    private volatile Optional<Sighting> sighting = Optional.empty();
    private volatile boolean queued;
    private long nextRead;
    private final AtomicInteger failedInARow = new AtomicInteger();

    String uid() {
      return report.map(ApplicationReport::uid).orElse("");
    }

    synchronized boolean wants(
        ApplicationReport newest, long now, Duration pause, RandomGenerator jitter) {
      boolean news = !report.equals(Optional.of(newest));
      report = Optional.of(newest);
      boolean serves =
          sighting.filter(s -> s.answers() && s.status().phase() == Phase.READY).isPresent();
      boolean patient = serves || failedInARow.get() >= SILENT_AFTER;
      if (queued || (!news && patient && nextRead - now > 0)) {
        return false;
      }
      nextRead = now + (long) (pause.toNanos() * (0.8 + 0.4 * jitter.nextDouble()));
      queued = true;
      return true;
    }

    /** Whether there is something new. */
    boolean read() {
      queued = false;
      ApplicationReport target = report.orElseThrow();
      Optional<Sighting> before = sighting;
      try {
        AgentStatus status =
            agents.status(
                new AgentAddress(target.applicationId(), target.host(), target.agentPort()));
        failedInARow.set(0);
        sighting = Optional.of(new Sighting(status, true, scheduler.clock().instant()));
      } catch (AgentException | MalformedMessageException e) {
        failures.increment();
        LOG.debug("no status of {}: {}", target.applicationId(), e.getMessage());
        if (failedInARow.incrementAndGet() >= SILENT_AFTER) {
          sighting = before.map(s -> new Sighting(s.status(), false, s.at()));
        }
      }
      return !sighting.map(Watched::news).equals(before.map(Watched::news));
    }

    /** The status holds the minute of the last save. */
    private static WorkspaceReport news(WorkspaceReport w) {
      return new WorkspaceReport(
          w.state(),
          w.reason(),
          w.message(),
          w.lastSavedAt().map(at -> at.truncatedTo(ChronoUnit.MINUTES)),
          w.pendingFiles(),
          w.skippedFiles());
    }

    /** Of how it is used, what leads to another picture by itself: lengths of time do not. */
    private static ActivityReport news(ActivityReport a) {
      return new ActivityReport(
          a.interval(),
          Duration.ZERO,
          Math.min(a.looksInARow(), ENOUGH_LOOKS),
          a.lastLook().map(age -> Duration.ZERO),
          a.trouble(),
          a.quiet().compareTo(RECENT) < 0 ? Duration.ZERO : RECENT,
          a.lastSign(),
          a.busy().map(age -> Duration.ZERO),
          a.busyWith(),
          a.kernels(),
          a.busyKernels(),
          a.terminals(),
          a.connections(),
          0);
    }

    /** The times of the last probe and the last answer change each time and are no news. */
    private static Sighting news(Sighting seen) {
      AgentStatus known = seen.status().withoutProbeTime();
      known = known.workspace().map(Watched::news).map(known::withWorkspace).orElse(known);
      known = known.activity().map(Watched::news).map(known::withActivity).orElse(known);
      return new Sighting(known, seen.answers(), Instant.EPOCH);
    }
  }
}
