package dev.heddle.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

/** Agents of processes that have printed something, and that do nothing but show it. */
final class PrintingAgents implements Agents {

  private final Map<String, String> containers = new HashMap<>();
  private String printed = "";

  void print(String text) {
    printed += text;
  }

  /** In a service's container; nobody else answers there. */
  void print(AgentAddress agent, String text) {
    containers.put(agent.toString(), text);
  }

  @Override
  public LogPart log(AgentAddress agent, Log log, From from) {
    String text = agent.containerId().isPresent() ? containers.get(agent.toString()) : printed;
    if (text == null) {
      throw new AgentException(AgentException.Reason.UNREACHABLE, "nobody is at " + agent);
    }
    byte[] all = text.getBytes(UTF_8);
    int offset = Math.min(all.length, Math.toIntExact(((From.Offset) from).offset()));
    byte[] rest = Arrays.copyOfRange(all, offset, all.length);
    return new LogPart(rest, all.length);
  }

  @Override
  public AgentStatus look(AgentAddress agent) {
    return status(agent);
  }

  @Override
  public AgentStatus status(AgentAddress agent) {
    throw shows();
  }

  @Override
  public void shutdown(AgentAddress agent, ShutdownRequest request) {
    throw shows();
  }

  @Override
  public Optional<SkeinEndpoint> skein(AgentAddress agent) {
    throw shows();
  }

  @Override
  public void scale(AgentAddress agent, ScaleRequest request) {
    throw shows();
  }

  @Override
  public boolean kill(AgentAddress agent, String instance) {
    throw shows();
  }

  @Override
  public Optional<byte[]> get(AgentAddress agent, String key, Duration wait) {
    throw shows();
  }

  @Override
  public void put(AgentAddress agent, String key, byte[] value) {
    throw shows();
  }

  @Override
  public boolean delete(AgentAddress agent, String key) {
    throw shows();
  }

  @Override
  public List<String> keys(AgentAddress agent, String prefix) {
    throw shows();
  }

  @Override
  public byte[] relay(AgentAddress agent, KeyValueRequest request) {
    throw shows();
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request) {
    throw shows();
  }

  private static UnsupportedOperationException shows() {
    return new UnsupportedOperationException("shows what was printed, and nothing else");
  }
}
