package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Healthy when a GET is answered with the right status by a process of the container.
 *
 * @param path the path, such as {@code /healthz}
 * @param port without it, the one in {@code HEDDLE_PORT}
 * @param scheme whether TLS is spoken
 * @param status the status that is right; 0 means any from 200 to 399
 * @param tokenEnv the environment variable that holds the token sent as {@code Authorization:
 *     token}; empty sends none
 */
public record HttpGet(
    String path, Optional<PortRef> port, Scheme scheme, int status, String tokenEnv) {

  public HttpGet {
    requireNonNull(path, "path is null");
    port = requireNonNullElse(port, Optional.empty());
    scheme = requireNonNullElse(scheme, Scheme.HTTP);
    tokenEnv = requireNonNullElse(tokenEnv, "");
  }

  /** Whether TLS is spoken. */
  public enum Scheme {
    /** Plain HTTP. */
    @JsonProperty("HTTP")
    HTTP,
    /** Over TLS, with whatever certificate. */
    @JsonProperty("HTTPS")
    HTTPS
  }
}
