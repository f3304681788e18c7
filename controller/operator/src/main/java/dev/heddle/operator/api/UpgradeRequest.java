package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What a client wants of a connection that leaves HTTP.
 *
 * @param webSocket whether messages of a WebSocket follow; otherwise SPDY's frames
 * @param protocols what the client speaks, by its preference
 * @param query all values of each query parameter
 */
record UpgradeRequest(boolean webSocket, List<String> protocols, Map<String, List<String>> query) {

  UpgradeRequest {
    protocols = List.copyOf(protocols);
    requireNonNull(query, "query is null");
  }

  List<String> values(String name) {
    return query.getOrDefault(name, List.of());
  }

  boolean flag(String name) {
    return values(name).stream().anyMatch(v -> v.isEmpty() || v.equals("true") || v.equals("1"));
  }

  /** The first that both sides speak. */
  String choose(List<String> spoken) {
    return spoken.stream()
        .filter(protocols::contains)
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.badRequest(
                    "none of the protocols %s is spoken here; %s are"
                        .formatted(protocols, spoken)));
  }
}
