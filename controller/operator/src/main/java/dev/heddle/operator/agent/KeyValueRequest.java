package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an agent's key-value store is asked for somebody else, see {@code
 * docs/reference/agent.yaml}.
 *
 * @param kind what is done
 * @param parameters which keys, and how they are answered
 * @param body of a transaction, as JSON
 * @param patience how long the answer may take beyond what answers take
 */
public record KeyValueRequest(
    Kind kind, Map<String, String> parameters, String body, Duration patience) {

  public KeyValueRequest {
    requireNonNull(kind, "kind is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(body, "body is null");
    requireNonNull(patience, "patience is null");
  }

  /** What is done. */
  public enum Kind {
    READ("GET", AgentApi.KEY_VALUES),
    DELETE("DELETE", AgentApi.KEY_VALUES),
    TRANSACTION("POST", AgentApi.KEY_VALUES),
    WATCH("GET", AgentApi.WATCH);

    private final String method;
    private final String path;

    Kind(String method, String path) {
      this.method = method;
      this.path = path;
    }

    String method() {
      return method;
    }

    /** Whether it may change anything. */
    public boolean changes() {
      return !method.equals("GET");
    }
  }

  String path() {
    StringBuilder path = new StringBuilder(kind.path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
      path.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(
              URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
      separator = '&';
    }
    return path.toString();
  }
}
