package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.jupyter.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A notebook's Jupyter, as a browser with its token sees it. */
public final class Jupyter {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JupyterClient client;

  public Jupyter(URI base, String token) {
    this.client = new JupyterClient(http, base, requireNonNull(token, "token is null"));
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
    return client.url();
  }

  /** HTTP status of a path, with the token. */
  public int status(String path) {
    return ask(() -> client.get(path).statusCode());
  }

  /** HTTP status of a path without any token. */
  public int statusWithoutToken(String path) {
    HttpRequest request = HttpRequest.newBuilder(url().resolve(path)).timeout(PATIENCE).build();
    return ask(() -> http.send(request, BodyHandlers.ofString(UTF_8)).statusCode());
  }

  /** What the Quit button does. */
  public void quit() {
    ask(
        () -> {
          client.quit();
          return true;
        });
  }

  /** Starts a kernel that is kept. */
  public Kernel startKernel() {
    return ask(client::startKernel);
  }

  /** The text of the value of the code's last line. */
  public static String evaluate(Kernel kernel, String code) {
    return ask(() -> kernel.evaluate(code, PATIENCE));
  }

  private static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }
}
