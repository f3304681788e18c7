package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentSpec;
import dev.heddle.appmaster.protocol.PortRange;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the container's environment says.
 *
 * @param host name of the NodeManager's host, as YARN gives it
 * @param stateDir where launch script and agent keep their files, readable by this user alone
 * @param runtimeDir where Jupyter servers write their address
 * @param scriptPid process of the launch script, which is the container's own
 * @param agentStarts how often the launch script has started the agent, this start included
 */
public record ContainerEnvironment(
    AgentSpec spec,
    String containerId,
    String applicationId,
    int attempt,
    String host,
    Path logDir,
    Path stateDir,
    Path runtimeDir,
    PortRange ports,
    long scriptPid,
    int agentStarts,
    Map<String, String> variables) {
  private static final Pattern CONTAINER_ID =
      Pattern.compile("container_(?:e\\d+_)?(\\d+_\\d+)_(\\d+)_\\d+");

  public ContainerEnvironment {
    requireNonNull(spec, "spec is null");
    requireNonNull(containerId, "containerId is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(host, "host is null");
    requireNonNull(logDir, "logDir is null");
    requireNonNull(stateDir, "stateDir is null");
    requireNonNull(runtimeDir, "runtimeDir is null");
    requireNonNull(ports, "ports is null");
    variables = Map.copyOf(variables);
  }

  public static ContainerEnvironment of(Map<String, String> variables, Path workDir) {
    String containerId = required(variables, "CONTAINER_ID");
    Matcher parts = CONTAINER_ID.matcher(containerId);
    if (!parts.matches()) {
      throw new IllegalArgumentException("CONTAINER_ID is not a container id: " + containerId);
    }
    String spec = new String(Base64.getDecoder().decode(required(variables, "HEDDLE_SPEC")), UTF_8);
    String[] ports = variables.getOrDefault("HEDDLE_PORT_RANGE", "20000-29999").split("-", 2);
    Path stateDir = workDir.resolve(".heddle");
    return new ContainerEnvironment(
        AgentSpec.fromJson(spec),
        containerId,
        "application_" + parts.group(1),
        Integer.parseInt(parts.group(2)),
        variables.getOrDefault("NM_HOST", "localhost"),
        Path.of(variables.getOrDefault("HEDDLE_LOG_DIR", workDir.toString())),
        stateDir,
        stateDir.resolve("runtime"),
        new PortRange(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])),
        Long.parseLong(required(variables, "HEDDLE_SCRIPT_PID")),
        Integer.parseInt(variables.getOrDefault("HEDDLE_AGENT_STARTS", "1")),
        variables);
  }

  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** Which instance of its service this container runs, such as {@code worker_3}. */
  public String instance() {
    return variable("HEDDLE_INSTANCE").orElse(spec.service() + "_0");
  }

  public Path serviceLog() {
    return logDir.resolve(spec.service() + ".log");
  }

  public Path agentLog() {
    return logDir.resolve("agent.log");
  }

  private static String required(Map<String, String> variables, String name) {
    String value = variables.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("environment variable " + name + " is not set");
    }
    return value;
  }
}
