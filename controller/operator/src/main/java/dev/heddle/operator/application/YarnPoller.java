package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.reconciler.queue.Backoff;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.source.PollingSource;
import dev.heddle.reconciler.source.SourceContext;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Watches all applications with one listing at a time, whatever their number, and their agents.
 * What is new becomes an event for the resource it belongs to.
 */
public final class YarnPoller implements YarnView, EventSource {

  private final YarnCluster cluster;
  private final Scheduler scheduler;
  private final PollerOptions options;
  private final AgentWatch agents;
  private final Orphans orphans;
  private final StagingSweep staging;
  private final PollingSource<Map<String, List<ApplicationReport>>> listing;
  private final Map<String, ResourceKey> followed = new ConcurrentHashMap<>();
  private final AtomicLong busyUntil;

  private volatile Optional<SourceContext> context = Optional.empty();

  public YarnPoller(
      YarnCluster cluster,
      Agents agents,
      Scheduler scheduler,
      RandomGenerator random,
      PollerOptions options,
      StagingSweep staging,
      MeterRegistry registry) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.options = requireNonNull(options, "options is null");
    this.staging = requireNonNull(staging, "staging is null");
    this.agents = new AgentWatch(agents, scheduler, random, options, this::agentChanged, registry);
    this.orphans = new Orphans(scheduler, options.orphanAfter(), registry);
    this.busyUntil = new AtomicLong(scheduler.nanoTime());
    this.listing =
        new PollingSource<>("yarn", this::list, this::changes, this::interval, backoff(options));
    Gauge.builder("heddle.yarn.applications", () -> snapshot().size())
        .description("Resources that YARN knows an application of")
        .register(registry);
  }

  private static Backoff backoff(PollerOptions options) {
    return new Backoff(options.busyInterval(), options.interval(), Backoff.DEFAULT.jitter());
  }

  @Override
  public void start(SourceContext started) {
    context = Optional.of(started);
    listing.start(started);
  }

  @Override
  public void stop() {
    listing.stop();
    context = Optional.empty();
  }

  @Override
  public void forget(ResourceKey key) {
    followed.values().removeIf(key::equals);
  }

  @Override
  public void follow(String uid, ResourceKey key) {
    followed.put(uid, key);
  }

  @Override
  public void forget(String uid) {
    followed.remove(uid);
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return snapshot().getOrDefault(uid, List.of());
  }

  @Override
  public Optional<Sighting> agent(String applicationId) {
    return agents.sighting(applicationId);
  }

  @Override
  public void expectChange() {
    busy();
    listing.pollNow();
  }

  private void busy() {
    busyUntil.set(scheduler.nanoTime() + options.busyFor().toNanos());
  }

  private Duration interval() {
    return busyUntil.get() - scheduler.nanoTime() > 0 ? options.busyInterval() : options.interval();
  }

  private Map<String, List<ApplicationReport>> snapshot() {
    return listing.latest().map(PollingSource.Reading::value).orElse(Map.of());
  }

  private Map<String, List<ApplicationReport>> list() {
    List<ApplicationReport> reports = cluster.applications();
    orphans.note(reports, followed.keySet());
    agents.look(reports);
    staging.note(reports);
    return reports.stream().collect(Collectors.groupingBy(ApplicationReport::uid));
  }

  private Set<ResourceKey> changes(
      Optional<Map<String, List<ApplicationReport>>> before,
      Map<String, List<ApplicationReport>> after) {
    Map<String, List<ApplicationReport>> old = before.orElse(Map.of());
    Set<String> uids = new HashSet<>(old.keySet());
    uids.addAll(after.keySet());
    uids.removeIf(
        uid -> old.getOrDefault(uid, List.of()).equals(after.getOrDefault(uid, List.of())));
    if (!uids.isEmpty()) {
      busy();
    }
    return uids.stream()
        .flatMap(uid -> Optional.ofNullable(followed.get(uid)).stream())
        .collect(Collectors.toSet());
  }

  private void agentChanged(String uid) {
    busy();
    ResourceKey key = followed.get(uid);
    if (key != null) {
      context.ifPresent(c -> c.wake(key, Priority.LIVE));
    }
  }
}
