package dev.heddle.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs code in a new kernel of a Jupyter server, the way the browser does. */
public final class KernelCheck {

  private final HttpClient http;
  private final URI base;
  private final String token;

  /**
   * @param base the server's base URL, ending in a slash
   * @param token the server's token
   */
  public KernelCheck(HttpClient http, URI base, String token) {
    this.http = requireNonNull(http, "http is null");
    this.base = requireNonNull(base, "base is null");
    this.token = requireNonNull(token, "token is null");
  }

  /**
   * The text of the result of {@code code}.
   *
   * @throws IOException when the server, the kernel or the code fails, with what was answered
   */
  public String evaluate(String code, Duration limit) throws IOException, InterruptedException {
    String kernel = startKernel();
    CompletableFuture<String> result = new CompletableFuture<>();
    URI channels =
        URI.create(
            base.resolve("api/kernels/" + kernel + "/channels").toString().replace("http", "ws"));
    String session = UUID.randomUUID().toString();
    WebSocket socket;
    try {
      socket =
          http.newWebSocketBuilder()
              .header("Authorization", "token " + token)
              .buildAsync(channels, new ResultListener(session, result))
              .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      socket
          .sendText(executeRequest(session, code), true)
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the kernel did not run '" + code + "': " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "the kernel gave no result of '" + code + "' within " + limit.toSeconds() + " s", e);
    } finally {
      deleteKernel(kernel);
    }
  }

  private String startKernel() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request("api/kernels").POST(BodyPublishers.ofString("{}")).build(),
            BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() != 201) {
      throw new IOException(
          "Jupyter did not start a kernel: HTTP " + answer.statusCode() + " " + answer.body());
    }
    return Json.mapper().readTree(answer.body()).path("id").asText();
  }

  private void deleteKernel(String kernel) throws IOException, InterruptedException {
    http.send(request("api/kernels/" + kernel).DELETE().build(), BodyHandlers.discarding());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "token " + token)
        .timeout(Duration.ofSeconds(20));
  }

  private static String executeRequest(String session, String code) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("channel", "shell");
    message
        .putObject("header")
        .put("msg_id", session)
        .put("msg_type", "execute_request")
        .put("session", session)
        .put("username", "heddle")
        .put("version", "5.3");
    message.putObject("parent_header");
    message.putObject("metadata");
    ObjectNode content = message.putObject("content");
    content.put("code", code).put("silent", false).put("store_history", false);
    content.put("allow_stdin", false).put("stop_on_error", true);
    content.putObject("user_expressions");
    return message.toString();
  }

  /** Waits for the result of the one request of this session. */
  private static final class ResultListener implements WebSocket.Listener {
    private final String session;
    private final CompletableFuture<String> result;
    private final StringBuilder partial = new StringBuilder();

    ResultListener(String session, CompletableFuture<String> result) {
      this.session = session;
      this.result = result;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        try {
          onMessage(Json.mapper().readTree(partial.toString()));
        } catch (IOException e) {
          result.completeExceptionally(e);
        }
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void onMessage(JsonNode message) {
      if (!message.path("parent_header").path("msg_id").asText().equals(session)) {
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
      result.completeExceptionally(new IOException("Jupyter closed the connection: " + code));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      result.completeExceptionally(error);
    }
  }
}
