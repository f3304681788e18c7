package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.crd.application.Terms;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.agent.KeyValueRequest;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.ClusterNode;
import dev.heddle.operator.yarn.ClusterQueue;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.StagingDirectories;
import dev.heddle.operator.yarn.YarnCluster;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.random.RandomGenerator;

/**
 * One operator's way to {@link FakeYarn} and its agents, which fails as planned: calls that are
 * lost before or after their effect, that take effect late, that are refused, and crashes of the
 * operator itself.
 */
final class YarnConnection implements YarnCluster, StagingDirectories, Agents {

  /** The calls that can fail. */
  enum Call {
    LIST,
    READ,
    RESERVE,
    SUBMIT,
    ADJUST,
    KILL,
    REMOVE_STAGED,
    AGENT_STATUS,
    AGENT_PUT,
    AGENT_SHUTDOWN
  }

  /** When the operator dies at a call. */
  enum Crash {
    BEFORE,
    AFTER,
    /** The call is on the wire and takes effect when a new operator is there already. */
    ON_THE_WIRE
  }

  /** What becomes of one call. */
  sealed interface Fault {
    /** No answer, and nothing was done. */
    record Lost() implements Fault {}

    /** No answer, but it was done. */
    record AnswerLost() implements Fault {}

    /** No answer, and it will be done so much later. */
    record Late(Duration by) implements Fault {}

    /** YARN says no. */
    record Refused(YarnRejectedException.Reason reason) implements Fault {}
  }

  private static final Duration ON_THE_WIRE_FOR = Duration.ofSeconds(3);

  private final FakeYarn yarn;
  private final VirtualScheduler time;
  private final Map<Call, Deque<Fault>> planned = new EnumMap<>(Call.class);
  private Optional<RandomGenerator> random = Optional.empty();
  private double rate;
  private boolean outage;
  private int calls;
  private int crashAt;
  private Crash crash = Crash.BEFORE;
  private Optional<YarnRejectedException.Reason> refusal = Optional.empty();

  YarnConnection(FakeYarn yarn, VirtualScheduler time) {
    this.yarn = requireNonNull(yarn, "yarn is null");
    this.time = requireNonNull(time, "time is null");
  }

  void plan(Call call, Fault... faults) {
    planned.computeIfAbsent(call, c -> new ArrayDeque<>()).addAll(List.of(faults));
  }

  /** Each call fails with that likelihood, in any of the ways in which it can. */
  void failAtRandom(RandomGenerator generator, double likelihood) {
    random = Optional.of(generator);
    rate = likelihood;
  }

  void heal() {
    planned.clear();
    outage = false;
    random = Optional.empty();
    refusal = Optional.empty();
  }

  /** While on, no call gets through. */
  void outage(boolean on) {
    outage = on;
  }

  /** While given, submissions are refused. */
  void refuseSubmissions(Optional<YarnRejectedException.Reason> reason) {
    refusal = reason;
  }

  /** The operator dies at the n-th of its changing calls from its start. */
  void crashAtChange(int n, Crash when) {
    crashAt = n;
    crash = when;
  }

  /** How many changing calls were made. */
  int changes() {
    return calls;
  }

  @Override
  public List<ApplicationReport> applications() {
    return call(Call.LIST, yarn::reports);
  }

  @Override
  public List<ApplicationReport> applicationsOf(String uid) {
    return call(Call.READ, () -> yarn.reports().stream().filter(r -> r.uid().equals(uid)).toList());
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
    return change(Call.RESERVE, yarn::reserve);
  }

  @Override
  public void submit(String applicationId, Launch launch) {
    if (refusal.isPresent()) {
      throw new YarnRejectedException(refusal.get(), "refused as planned");
    }
    change(
        Call.SUBMIT,
        () -> {
          yarn.submit(applicationId, launch);
          return applicationId;
        });
  }

  @Override
  public void adjust(String applicationId, String uid, Terms terms) {
    change(
        Call.ADJUST,
        () -> {
          if (yarn.knows(applicationId) && yarn.app(applicationId).launch().uid().equals(uid)) {
            yarn.adjust(applicationId, terms);
          }
          return applicationId;
        });
  }

  @Override
  public void kill(String applicationId, String uid, String reason) {
    change(
        Call.KILL,
        () -> {
          if (yarn.knows(applicationId) && yarn.app(applicationId).launch().uid().equals(uid)) {
            yarn.kill(applicationId);
          }
          return applicationId;
        });
  }

  @Override
  public void remove(String user, Set<String> applicationIds) {
    call(
        Call.REMOVE_STAGED,
        () -> {
          yarn.removeStaged(user, applicationIds);
          return user;
        });
  }

  @Override
  public AgentStatus look(AgentAddress agent) {
    return status(agent);
  }

  @Override
  public AgentStatus status(AgentAddress agent) {
    return agent(Call.AGENT_STATUS, () -> yarn.app(agent.applicationId()).agentStatus());
  }

  @Override
  public void shutdown(AgentAddress agent, ShutdownRequest request) {
    reach(
        Call.AGENT_SHUTDOWN,
        () ->
            change(
                Call.AGENT_SHUTDOWN,
                () -> {
                  yarn.shutdown(agent.applicationId(), request.diagnostics());
                  return agent;
                }));
  }

  @Override
  public Optional<SkeinEndpoint> skein(AgentAddress agent) {
    return Optional.empty();
  }

  @Override
  public void scale(AgentAddress agent, ScaleRequest request) {
    throw unreachable("no services here");
  }

  @Override
  public boolean kill(AgentAddress agent, String instance) {
    return false;
  }

  @Override
  public Optional<byte[]> get(AgentAddress agent, String key, Duration wait) {
    return Optional.empty();
  }

  @Override
  public void put(AgentAddress agent, String key, byte[] value) {
    agent(
        Call.AGENT_PUT,
        () -> {
          yarn.app(agent.applicationId()).remember(key);
          return key;
        });
  }

  @Override
  public boolean delete(AgentAddress agent, String key) {
    return false;
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request) {
    throw new UnsupportedOperationException("nobody watches here");
  }

  @Override
  public byte[] relay(AgentAddress agent, KeyValueRequest request) {
    throw unreachable("no keys here");
  }

  @Override
  public List<String> keys(AgentAddress agent, String prefix) {
    return List.of();
  }

  @Override
  public LogPart log(AgentAddress agent, Log log, From from) {
    return new LogPart(new byte[0], 0);
  }

  private <T> T agent(Call call, Effect<T> effect) {
    return reach(call, () -> call(call, effect));
  }

  private <T> T reach(Call call, Effect<T> exchange) {
    if (yarn.agentsAreMute()) {
      throw unreachable(call + " finds no agent");
    }
    try {
      return exchange.take();
    } catch (YarnUnavailableException e) {
      throw unreachable(e.getMessage());
    }
  }

  private static AgentException unreachable(String message) {
    return new AgentException(AgentException.Reason.UNREACHABLE, message);
  }

  private <T> T change(Call call, Effect<T> effect) {
    calls++;
    if (calls != crashAt) {
      return call(call, effect);
    }
    switch (crash) {
      case BEFORE -> {}
      case AFTER -> effect.take();
      case ON_THE_WIRE -> time.schedule(ON_THE_WIRE_FOR, effect::take);
    }
    throw new YarnCrash(crash + " " + call);
  }

  private <T> T call(Call call, Effect<T> effect) {
    if (outage) {
      throw new YarnUnavailableException(call + ": an outage", new IOException("planned"));
    }
    Optional<Fault> next = next(call);
    if (next.isEmpty()) {
      return effect.take();
    }
    Fault fault = next.get();
    if (fault instanceof Fault.Refused refused) {
      throw new YarnRejectedException(refused.reason(), "refused as planned");
    }
    if (fault instanceof Fault.AnswerLost) {
      effect.take();
    } else if (fault instanceof Fault.Late late) {
      time.schedule(late.by(), effect::take);
    }
    throw new YarnUnavailableException(call + ": no answer", new IOException("planned"));
  }

  private Optional<Fault> next(Call call) {
    Fault first = planned.getOrDefault(call, new ArrayDeque<>()).poll();
    if (first != null || random.isEmpty() || random.get().nextDouble() >= rate) {
      return Optional.ofNullable(first);
    }
    return Optional.of(
        switch (random.get().nextInt(3)) {
          case 0 -> new Fault.Lost();
          case 1 -> new Fault.AnswerLost();
          default -> new Fault.Late(Duration.ofMillis(random.get().nextInt(3_000)));
        });
  }

  private interface Effect<T> {
    T take();
  }
}
