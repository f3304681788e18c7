package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.crd.quantity.DataSize;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How this installation uses YARN.
 *
 * @param installation tells its applications from all others (I2)
 * @param operatorUser the operator's own user with simple authentication; absent means the
 *     process's
 * @param rootDir Heddle's directory on the default file system
 * @param agentTar the agent package on the local disk
 * @param agentMemory reserved for the agent on top of what a launch asks for
 * @param ports from which processes choose theirs
 */
public record YarnOptions(
    String installation,
    Optional<String> operatorUser,
    String rootDir,
    Path agentTar,
    DataSize agentMemory,
    PortRange ports) {

  /** What the agent was measured to need, with room for the launch script. */
  public static final DataSize DEFAULT_AGENT_MEMORY = DataSize.ofMebibytes(96);

  /** What speaks Skein's protocol, beside the agent package. */
  Path skeinLibrary() {
    return agentTar.resolveSibling(AgentLaunch.SKEIN_LIBRARY);
  }

  public YarnOptions {
    requireNonNull(operatorUser, "operatorUser is null");
    requireNonNull(rootDir, "rootDir is null");
    requireNonNull(agentTar, "agentTar is null");
    requireNonNull(agentMemory, "agentMemory is null");
    requireNonNull(ports, "ports is null");
    if (!installation.matches("[a-z0-9-]{1,40}")) {
      throw new IllegalArgumentException(
          "'" + installation + "' can't be in a YARN tag: lower-case letters, digits and - only");
    }
  }
}
