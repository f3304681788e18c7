package dev.heddle.cli.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Brings results to those who wait for them. */
final class KernelAnswers implements WebSocket.Listener {

  private final Map<String, CompletableFuture<String>> expected = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();

  CompletableFuture<String> expect(String message) {
    return expected.computeIfAbsent(message, any -> new CompletableFuture<>());
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      try {
        onMessage(Json.mapper().readTree(partial.toString()));
      } catch (IOException e) {
        failAll(e);
      }
      partial.setLength(0);
    }
    socket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void onMessage(JsonNode message) {
    CompletableFuture<String> result =
        expected.get(message.path("parent_header").path("msg_id").asText());
    if (result == null) {
      return;
    }
    JsonNode content = message.path("content");
    switch (message.path("header").path("msg_type").asText()) {
      case "execute_result" -> result.complete(content.path("data").path("text/plain").asText());
      case "error" ->
          result.completeExceptionally(
              new IOException(
                  content.path("ename").asText() + ": " + content.path("evalue").asText()));
      default -> {
        // status, execute_input and stream messages say nothing of the result
      }
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    failAll(new IOException("Jupyter closed the connection: " + code + " " + reason));
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
