package dev.heddle.appmaster.jupyter;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.JsonObject;

/**
 * A Jupyter server as its runtime file describes it.
 *
 * @param pid process that wrote the file
 * @param address address to reach it at from inside the container
 * @param token secret; leaves the agent only through the key-value store
 */
public record JupyterServer(
    long pid, boolean secure, String address, int port, String baseUrl, String token) {
  public JupyterServer {
    requireNonNull(address, "address is null");
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(token, "token is null");
  }

  public String scheme() {
    return secure ? "https" : "http";
  }

  /** What is published, in the form in which Skein's Jupyter integration publishes it. */
  public String info(String host) {
    return JsonObject.create()
        .put("protocol", scheme())
        .put("host", host)
        .put("port", port)
        .put("base_url", baseUrl)
        .put("token", token)
        .toString();
  }

  JupyterServer at(int realPort) {
    return new JupyterServer(pid, secure, address, realPort, baseUrl, token);
  }

  static JupyterServer fromRuntimeFile(String text) {
    JsonObject json = JsonObject.parse(text);
    String hostname = json.optionalString("hostname").orElse("");
    boolean anyAddress =
        hostname.isEmpty()
            || hostname.equals("*")
            || hostname.equals("0.0.0.0")
            || hostname.equals("::")
            || hostname.equals("localhost");
    return new JupyterServer(
        json.integer("pid"),
        json.bool("secure", false),
        anyAddress ? "127.0.0.1" : hostname,
        Math.toIntExact(json.integer("port")),
        json.optionalString("base_url").orElse("/"),
        json.optionalString("token").orElse(""));
  }

  @Override
  public String toString() {
    return scheme() + "://" + address + ":" + port + baseUrl + " (pid " + pid + ")";
  }
}
