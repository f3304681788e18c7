package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How the agent knows that the service answers: GET {@code http://127.0.0.1:$HEDDLE_PORT} + base
 * URL + path must give 200.
 *
 * @param path path below the base URL, such as {@code /api/status}
 * @param tokenVariable environment variable that holds the token to send, when there is one
 * @param interval time between two probes once the service is ready
 */
public record Probe(String path, Optional<String> tokenVariable, Duration interval) {
  public Probe {
    requireNonNull(path, "path is null");
    requireNonNull(tokenVariable, "tokenVariable is null");
    requireNonNull(interval, "interval is null");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("probe path does not start with a slash: " + path);
    }
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("path", path)
        .put("tokenVariable", tokenVariable)
        .put("interval", interval);
  }

  static Probe fromJson(JsonObject json) {
    return new Probe(
        json.string("path"), json.optionalString("tokenVariable"), json.duration("interval"));
  }
}
