package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import java.util.Optional;

/**
 * Where an agent listens, and who it must be.
 *
 * @param applicationId the application whose certificate it must show
 * @param host as YARN reports it
 * @param port of its HTTPS interface
 * @param containerId of an agent in a service's container, which shows the certificate that the
 *     application's containers share; empty for the application master's
 */
public record AgentAddress(
    String applicationId, String host, int port, Optional<String> containerId) {

  public AgentAddress {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(host, "host is null");
    requireNonNull(containerId, "containerId is null");
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not an address: '" + host + "' " + port);
    }
  }

  public AgentAddress(String applicationId, String host, int port) {
    this(applicationId, host, port, Optional.empty());
  }

  /** The name in the certificate that it must show. */
  String certificateName() {
    return containerId.isPresent() ? AgentApi.containersName(applicationId) : applicationId;
  }
}
