package dev.heddle.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** The few calls of a local operator's API that the quick start and benchmarks need. */
public final class LocalApi {

  private final HttpClient http;
  private final URI server;
  private final String token;

  LocalApi(HttpClient http, URI server, String token) {
    this.http = requireNonNull(http, "http is null");
    this.server = requireNonNull(server, "server is null");
    this.token = requireNonNull(token, "token is null");
  }

  /** The notebook as the operator has it now. */
  public Optional<JsonNode> notebook(String namespace, String name)
      throws IOException, InterruptedException {
    return get(notebooks(namespace) + "/" + name);
  }

  /** Creates a notebook. */
  public void createNotebook(String namespace, String json)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request(notebooks(namespace))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() != 201) {
      throw new IOException("the notebook was not created: " + message(answer));
    }
  }

  /** Asks for the notebook's deletion; fine when it is not there. */
  public void deleteNotebook(String namespace, String name)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request(notebooks(namespace) + "/" + name).DELETE().build(),
            BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() >= 300 && answer.statusCode() != 404) {
      throw new IOException("the notebook was not deleted: " + message(answer));
    }
  }

  /** The token of a notebook's Jupyter, once there is one. */
  public Optional<String> jupyterToken(String namespace, String name)
      throws IOException, InterruptedException {
    return get("/api/v1/namespaces/" + namespace + "/secrets/" + name + "-token")
        .map(secret -> secret.path("data").path("token").asText())
        .map(text -> new String(Base64.getDecoder().decode(text), UTF_8));
  }

  private Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request(path).build(), BodyHandlers.ofString(UTF_8));
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(Json.mapper().readTree(answer.body()));
      case 404 -> Optional.empty();
      default -> throw new IOException("the operator answered " + message(answer));
    };
  }

  private static String message(HttpResponse<String> answer) {
    return "HTTP " + answer.statusCode() + ": " + answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(30));
  }

  private static String notebooks(String namespace) {
    return "/apis/heddle.dev/v1/namespaces/" + namespace + "/notebooks";
  }
}
