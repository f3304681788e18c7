package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A notebook's Jupyter, as a browser with its token sees it. */
public final class Jupyter {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String token;

  private Jupyter(URI base, String token) {
    this.base = requireNonNull(base, "base is null");
    this.token = requireNonNull(token, "token is null");
  }

  /** That of a notebook that is Ready. */
  public static Jupyter of(Api api, JsonNode notebook) {
    JsonNode metadata = notebook.path("metadata");
    return new Jupyter(
        URI.create(notebook.path("status").path("url").asText()),
        api.token(metadata.path("namespace").asText(), metadata.path("name").asText()));
  }

  /** Where it serves, ending in a slash. */
  public URI url() {
    return base;
  }

  /** HTTP status of a path, with the token. */
  public int status(String path) {
    return send(request(path).GET()).statusCode();
  }

  /** HTTP status of a path without any token. */
  public int statusWithoutToken(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).GET()).statusCode();
  }

  /** What the Quit button does. */
  public void quit() {
    int status = send(request("api/shutdown").POST(BodyPublishers.noBody())).statusCode();
    if (status != 200) {
      throw new IllegalStateException("Jupyter answered Quit with HTTP " + status);
    }
  }

  /** Starts a kernel that is kept. */
  public Kernel startKernel() {
    HttpResponse<String> answer =
        send(request("api/kernels").POST(BodyPublishers.ofString("{}", UTF_8)));
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(
          "no kernel: HTTP " + answer.statusCode() + " " + answer.body());
    }
    return Kernel.connect(http, base, token, answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "token " + token)
        .timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
