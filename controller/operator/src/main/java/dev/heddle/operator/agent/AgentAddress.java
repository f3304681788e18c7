package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

/**
 * Where an agent listens, and who it must be.
 *
 * @param applicationId the application whose certificate it must show
 * @param host as YARN reports it
 * @param port of its HTTPS interface
 */
public record AgentAddress(String applicationId, String host, int port) {

  public AgentAddress {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(host, "host is null");
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not an address: '" + host + "' " + port);
    }
  }
}
