package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A kernel and one connection to it, both kept, as an open page of a browser keeps them. */
public final class Kernel implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String session = UUID.randomUUID().toString();
  private final Answers answers = new Answers();
  private final WebSocket socket;

  private Kernel(HttpClient http, URI channels, String token) {
    this.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "token " + token)
            .buildAsync(channels, answers)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  static Kernel connect(HttpClient http, URI base, String token, String kernel) {
    requireNonNull(kernel, "kernel is null");
    String id = parse(kernel).path("id").asText();
    String channels = base.resolve("api/kernels/" + id + "/channels").toString();
    return new Kernel(http, URI.create(channels.replaceFirst("http", "ws")), token);
  }

  /** The text of the value of the code's last line, which must have one. */
  public String evaluate(String code) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<String> result = answers.expect(id);
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("channel", "shell");
    message
        .putObject("header")
        .put("msg_id", id)
        .put("msg_type", "execute_request")
        .put("session", session)
        .put("username", "scenario")
        .put("version", "5.3");
    message.putObject("parent_header");
    message.putObject("metadata");
    ObjectNode content = message.putObject("content");
    content.put("code", code).put("silent", false).put("store_history", false);
    content.put("allow_stdin", false).put("stop_on_error", true);
    content.putObject("user_expressions");
    return socket
        .sendText(message.toString(), true)
        .thenCompose(sent -> result)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static JsonNode parse(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Jupyter answered " + json, e);
    }
  }

  /** Closes the connection; the kernel goes on, as it does when a page is closed. */
  @Override
  public void close() {
    socket.abort();
  }

  /** Brings results to those who wait for them. */
  private static final class Answers implements WebSocket.Listener {
    private final Map<String, CompletableFuture<String>> expected = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();

    CompletableFuture<String> expect(String id) {
      return expected.computeIfAbsent(id, any -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        onMessage(parse(partial.toString()));
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void onMessage(JsonNode message) {
      CompletableFuture<String> result =
          expect(message.path("parent_header").path("msg_id").asText());
      JsonNode content = message.path("content");
      switch (message.path("header").path("msg_type").asText()) {
        case "execute_result" -> result.complete(content.path("data").path("text/plain").asText());
        case "error" ->
            result.completeExceptionally(
                new IllegalStateException(
                    content.path("ename").asText() + ": " + content.path("evalue").asText()));
        default -> {
          // status, execute_input and stream messages say nothing of the result
        }
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      failAll(new IllegalStateException("Jupyter closed the connection: " + code + " " + reason));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      failAll(error);
    }

    private void failAll(Throwable cause) {
      expected.values().forEach(result -> result.completeExceptionally(cause));
    }
  }
}
