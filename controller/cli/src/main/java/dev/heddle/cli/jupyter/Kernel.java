package dev.heddle.cli.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A kernel and one connection to it, both kept, as an open page of a browser keeps them. */
public final class Kernel implements AutoCloseable {

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);

  private final String session = UUID.randomUUID().toString();
  private final KernelAnswers answers;
  private final WebSocket socket;

  private Kernel(KernelAnswers answers, WebSocket socket) {
    this.answers = answers;
    this.socket = socket;
  }

  static Kernel connect(HttpClient http, URI channels, String token)
      throws IOException, InterruptedException {
    KernelAnswers answers = new KernelAnswers();
    WebSocket socket =
        await(
            http.newWebSocketBuilder()
                .header("Authorization", "token " + token)
                .buildAsync(channels, answers),
            CONNECT_PATIENCE,
            "connect");
    return new Kernel(answers, socket);
  }

  /**
   * The text of the value of the code's last line, which must have one.
   *
   * @throws IOException when the connection, the kernel or the code fails, with what was answered
   */
  public String evaluate(String code, Duration limit) throws IOException, InterruptedException {
    String message = UUID.randomUUID().toString();
    CompletableFuture<String> result = answers.expect(message);
    CompletableFuture<String> answered =
        socket.sendText(executeRequest(message, code), true).thenCompose(sent -> result);
    return await(answered, limit, "run '" + code + "'");
  }

  private static <T> T await(CompletableFuture<T> outcome, Duration limit, String what)
      throws IOException, InterruptedException {
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the kernel did not " + what + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "the kernel did not " + what + " within " + limit.toSeconds() + " s", e);
    }
  }

  private String executeRequest(String id, String code) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("channel", "shell");
    message
        .putObject("header")
        .put("msg_id", id)
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

  /** Closes the connection; the kernel goes on, as it does when a page is closed. */
  @Override
  public void close() {
    socket.abort();
  }
}
