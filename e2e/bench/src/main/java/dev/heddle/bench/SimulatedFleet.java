package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.AgentPlace;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.Phase;
import dev.heddle.appmaster.protocol.ProcessStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ServiceAddress;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.crd.application.Terms;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.agent.KeyValueRequest;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ClusterNode;
import dev.heddle.operator.yarn.ClusterQueue;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.YarnCluster;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cluster on which everything that is submitted serves at once and is idle. Its agents answer in
 * the JSON of real ones, without a network; one in ten has been used since it was last asked.
 */
final class SimulatedFleet implements YarnCluster, Agents {

  private static final int USED = 10;

  private final Clock clock;
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicLong reads = new AtomicLong();
  private final Map<String, ApplicationReport> reports = new ConcurrentHashMap<>();
  private final Map<String, ApplicationReport> byUid = new ConcurrentHashMap<>();

  SimulatedFleet(Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** How often agents were asked. */
  long reads() {
    return reads.get();
  }

  int size() {
    return reports.size();
  }

  @Override
  public List<ApplicationReport> applications() {
    return List.copyOf(reports.values());
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return Optional.ofNullable(byUid.get(uid)).stream().toList();
  }

  @Override
  public List<ClusterNode> nodes() {
    return List.of();
  }

  @Override
  public List<ClusterQueue> queues() {
    return List.of();
  }

  @Override
  public String reserve() {
    return "application_1700000000000_%05d".formatted(ids.incrementAndGet());
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    ApplicationReport report =
        new ApplicationReport(
            applicationId,
            launch.uid(),
            launch.run(),
            launch.launchHash(),
            launch.user(),
            launch.queue(),
            ApplicationReport.State.RUNNING,
            ApplicationReport.FinalStatus.UNDEFINED,
            0,
            Optional.empty(),
            1,
            "node1",
            20_000,
            "http://node1:20001/",
            "",
            clock.instant(),
            Optional.empty());
    reports.put(applicationId, report);
    byUid.put(launch.uid(), report);
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    throw new UnsupportedOperationException("nothing is changed here");
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    reports.remove(applicationId);
  }

  @Override
  public AgentStatus status(AgentAddress agent) {
    long number = reads.incrementAndGet();
    // As it comes over the wire, so that reading it is part of what is measured.
    return AgentStatus.fromJson(answer(agent.applicationId(), number % USED == 0).toJson());
  }

  @Override
  public AgentStatus look(AgentAddress agent) {
    return status(agent);
  }

  private AgentStatus answer(String applicationId, boolean used) {
    Instant started = Instant.EPOCH;
    return new AgentStatus(
            Phase.READY,
            new AgentPlace(applicationId, 1, "container_1700000000000_00001_01_000001", 0),
            new ServiceAddress("node1", 20_001, "/notebooks/bench/nb/", "http"),
            new ProcessStatus(
                42, 0, Optional.empty(), started, Optional.of(started), Optional.of(started)),
            Optional.empty(),
            "")
        .withActivity(
            new ActivityReport(
                Duration.ofSeconds(30),
                Duration.ofHours(3),
                360,
                Optional.of(Duration.ofSeconds(7)),
                "",
                used ? Duration.ofSeconds(9) : Duration.ofMinutes(50),
                "a kernel's activity",
                Optional.empty(),
                "",
                2,
                0,
                1,
                1,
                3));
  }

  @Override
  public void shutdown(AgentAddress agent, ShutdownRequest request) {
    reports.remove(agent.applicationId());
  }

  @Override
  public Optional<SkeinEndpoint> skein(AgentAddress agent) {
    return Optional.empty();
  }

  @Override
  public void scale(AgentAddress agent, ScaleRequest request) {
    throw onlyAnswers();
  }

  @Override
  public boolean kill(AgentAddress agent, String instance) {
    throw onlyAnswers();
  }

  @Override
  public Optional<byte[]> get(AgentAddress agent, String key, Duration wait) {
    throw onlyAnswers();
  }

  @Override
  public void put(AgentAddress agent, String key, byte[] value) {
    throw onlyAnswers();
  }

  @Override
  public boolean delete(AgentAddress agent, String key) {
    throw onlyAnswers();
  }

  @Override
  public List<String> keys(AgentAddress agent, String prefix) {
    throw onlyAnswers();
  }

  @Override
  public byte[] relay(AgentAddress agent, KeyValueRequest request) {
    throw onlyAnswers();
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request) {
    throw onlyAnswers();
  }

  @Override
  public LogPart log(AgentAddress agent, Log log, From from) {
    throw onlyAnswers();
  }

  private static UnsupportedOperationException onlyAnswers() {
    return new UnsupportedOperationException("these agents only say how they are used");
  }
}
