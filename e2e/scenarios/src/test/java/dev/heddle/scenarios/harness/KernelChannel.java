package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;

/**
 * A connection to a kernel that sends whatever a browser or its debugger might, and waits for
 * nothing.
 */
public final class KernelChannel implements AutoCloseable {

  private final WebSocket socket;

  private KernelChannel(WebSocket socket) {
    this.socket = requireNonNull(socket, "socket is null");
  }

  /**
   * Connects.
   *
   * @param server where it serves, ending in a slash
   */
  public static KernelChannel connect(URI server, String token, String kernel) {
    String address = server.resolve("api/kernels/" + kernel + "/channels").toString();
    return new KernelChannel(
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "token " + token)
            .buildAsync(
                URI.create(address.replaceFirst("^http", "ws")), new WebSocket.Listener() {})
            .join());
  }

  /** Runs code, which may ask for input. */
  public void run(String code) {
    ObjectNode content = Json.mapper().createObjectNode();
    content.put("code", code).put("silent", false).put("store_history", true);
    content.put("allow_stdin", true).put("stop_on_error", true);
    content.putObject("user_expressions");
    send("shell", "execute_request", content);
  }

  /** What a debugger sends while a cell runs. */
  public void askOnControl() {
    send("control", "kernel_info_request", Json.mapper().createObjectNode());
  }

  private void send(String channel, String type, ObjectNode content) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("channel", channel);
    message
        .putObject("header")
        .put("msg_id", UUID.randomUUID().toString())
        .put("msg_type", type)
        .put("session", "s")
        .put("username", "heddle")
        .put("version", "5.3");
    message.putObject("parent_header");
    message.putObject("metadata");
    message.set("content", content);
    socket.sendText(message.toString(), true).join();
  }

  /** Closes the connection; the kernel goes on. */
  @Override
  public void close() {
    socket.abort();
  }
}
