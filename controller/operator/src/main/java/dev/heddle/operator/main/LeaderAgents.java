package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.operator.agent.AgentAddress;
import dev.heddle.operator.agent.AgentException;
import dev.heddle.operator.agent.Agents;
import dev.heddle.operator.agent.KeyValueRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;

/** Agents as controllers see them: read by anybody, changed only by the process that leads (I7). */
final class LeaderAgents implements Agents {

  private final Agents agents;
  private final BooleanSupplier leads;

  LeaderAgents(Agents agents, BooleanSupplier leads) {
    this.agents = requireNonNull(agents, "agents is null");
    this.leads = requireNonNull(leads, "leads is null");
  }

  private Agents led() {
    if (!leads.getAsBoolean()) {
      throw new AgentException(
          AgentException.Reason.REFUSED,
          "this operator does not lead any more; nothing was asked of the agent");
    }
    return agents;
  }

  @Override
  public AgentStatus status(AgentAddress agent) {
    return agents.status(agent);
  }

  @Override
  public AgentStatus look(AgentAddress agent) {
    return agents.look(agent);
  }

  @Override
  public void shutdown(AgentAddress agent, ShutdownRequest request) {
    led().shutdown(agent, request);
  }

  @Override
  public Optional<SkeinEndpoint> skein(AgentAddress agent) {
    return agents.skein(agent);
  }

  @Override
  public void scale(AgentAddress agent, ScaleRequest request) {
    led().scale(agent, request);
  }

  @Override
  public boolean kill(AgentAddress agent, String instance) {
    return led().kill(agent, instance);
  }

  @Override
  public Optional<byte[]> get(AgentAddress agent, String key, Duration wait) {
    return agents.get(agent, key, wait);
  }

  @Override
  public void put(AgentAddress agent, String key, byte[] value) {
    led().put(agent, key, value);
  }

  @Override
  public boolean delete(AgentAddress agent, String key) {
    return led().delete(agent, key);
  }

  @Override
  public List<String> keys(AgentAddress agent, String prefix) {
    return agents.keys(agent, prefix);
  }

  @Override
  public byte[] relay(AgentAddress agent, KeyValueRequest request) {
    return (request.kind().changes() ? led() : agents).relay(agent, request);
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request) {
    return agents.watch(agent, request);
  }

  @Override
  public LogPart log(AgentAddress agent, Log log, From from) {
    return agents.log(agent, log, from);
  }
}
