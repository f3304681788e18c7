package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where the HTTP API listens.
 *
 * @param host the address; loopback unless something in front of it authenticates
 * @param port 0 for any free one
 * @param tokenFile where the local token is kept; made when it is missing, readable by its owner
 */
public record ApiConfig(String host, int port, Path tokenFile) {

  public ApiConfig {
    requireNonNull(host, "host is null");
    requireNonNull(tokenFile, "tokenFile is null");
  }
}
