package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;

/**
 * Healthy when a process of the container accepts connections.
 *
 * @param port where
 */
public record TcpSocket(PortRef port) {

  public TcpSocket {
    requireNonNull(port, "port is null");
  }
}
