package dev.heddle.cli.jupyter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One Jupyter server, asked with its token. */
public final class JupyterClient {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http;
  private final URI base;
  private final String token;

  /**
   * @param base the server's base URL, ending in a slash
   * @param token the server's token
   */
  public JupyterClient(HttpClient http, URI base, String token) {
    this.http = requireNonNull(http, "http is null");
    this.base = requireNonNull(base, "base is null");
    this.token = requireNonNull(token, "token is null");
  }

  /** Where it serves, ending in a slash. */
  public URI url() {
    return base;
  }

  /** The answer to a GET, whatever its status. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** What the Quit button does. */
  public void quit() throws IOException, InterruptedException {
    expect(200, send(request("api/shutdown").POST(BodyPublishers.noBody())), "quit");
  }

  /** Starts a kernel, which goes on when its connection is closed. */
  public Kernel startKernel() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(request("api/kernels").POST(BodyPublishers.ofString("{}", UTF_8)));
    expect(201, answer, "start a kernel");
    String id = Json.mapper().readTree(answer.body()).path("id").asText();
    String channels = base.resolve("api/kernels/" + id + "/channels").toString();
    return Kernel.connect(http, URI.create(channels.replaceFirst("http", "ws")), token);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "token " + token)
        .timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  private static void expect(int status, HttpResponse<String> answer, String what)
      throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(
          "Jupyter did not " + what + ": HTTP " + answer.statusCode() + " " + answer.body());
    }
  }
}
