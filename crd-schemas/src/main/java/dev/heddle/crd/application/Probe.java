package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * How the agent learns that the process serves: an HTTP GET on the container's {@code HEDDLE_PORT}
 * that must answer 200 to the application's own token.
 *
 * @param path the path, such as {@code /notebooks/team-a/churn/api/status}
 * @param shutdownPath a path that ends the process gracefully when POSTed to, where it has one
 * @param tokenEnv the environment variable that holds the token sent as {@code Authorization:
 *     token}; empty sends none
 */
public record Probe(String path, Optional<String> shutdownPath, String tokenEnv) {

  public Probe {
    requireNonNull(path, "path is null");
    shutdownPath = requireNonNullElse(shutdownPath, Optional.empty());
    tokenEnv = requireNonNullElse(tokenEnv, "");
  }
}
