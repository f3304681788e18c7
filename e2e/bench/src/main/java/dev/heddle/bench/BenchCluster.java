package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.local.LocalHadoop;
import dev.heddle.cli.local.LocalOperator;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A lab and an operator for the length of one benchmark, and the few API calls it needs. */
final class BenchCluster implements AutoCloseable {

  static final String NAMESPACE = "bench";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final LocalHadoop hadoop;
  private final LocalOperator operator;
  private final HttpClient http;
  private final Clock clock;
  private final String token;

  private BenchCluster(
      LocalHadoop hadoop, LocalOperator operator, HttpClient http, Clock clock, String token) {
    this.hadoop = hadoop;
    this.operator = operator;
    this.http = http;
    this.clock = clock;
    this.token = token;
  }

  static BenchCluster start(Path distribution, Path home, HttpClient http, Clock clock)
      throws IOException, InterruptedException {
    requireNonNull(clock, "clock is null");
    LocalHadoop hadoop = LocalHadoop.start(distribution, home.resolve("lab"));
    try {
      hadoop.awaitReady(step -> {});
      LocalOperator operator =
          LocalOperator.start(distribution, home.resolve("operator"), hadoop.conf());
      try {
        operator.awaitReady(http, clock);
        String token = Files.readString(operator.tokenFile(), UTF_8).strip();
        return new BenchCluster(hadoop, operator, http, clock, token);
      } catch (IOException | InterruptedException | RuntimeException e) {
        operator.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      hadoop.close();
      throw e;
    }
  }

  Path hadoopConf() {
    return hadoop.conf();
  }

  URI nameNode() {
    return hadoop.nameNode();
  }

  /** Creates a notebook whose server takes exactly that port. */
  void create(String name, int port) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request(notebooks())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(manifest(name, port)))
                .build(),
            BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() != 201) {
      throw new IOException("the notebook was not created: " + answer.body());
    }
  }

  /** A notebook as people write it, as JSON, which is YAML too. */
  static String manifest(String name, int port) {
    return """
        {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"environment": {"python": "/usr/bin/python3"},
                  "resources": {"memory": "512 MiB", "vcores": 1},
                  "queue": "notebooks",
                  "env": {"HEDDLE_PORT_RANGE": "%d-%d"}}}
        """
        .formatted(name, NAMESPACE, port, port);
  }

  /** What a notebook's server answers from its first moment, to anybody. */
  static URI answering(String name, int port) {
    return URI.create("http://127.0.0.1:" + port + "/notebooks/" + NAMESPACE + "/" + name + "/api");
  }

  JsonNode get(String name) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request(notebooks() + "/" + name).build(), BodyHandlers.ofString(UTF_8));
    return answer.statusCode() == 404
        ? Json.mapper().missingNode()
        : Json.mapper().readTree(answer.body());
  }

  /** Deletes the notebook and waits until nothing of it is left. */
  void delete(String name, Duration limit) throws IOException, InterruptedException {
    http.send(request(notebooks() + "/" + name).DELETE().build(), BodyHandlers.discarding());
    awaitGone(name, limit);
  }

  void awaitGone(String name, Duration limit) throws IOException, InterruptedException {
    var deadline = clock.instant().plus(limit);
    while (!get(name).isMissingNode()) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the notebook " + name + " is still there: " + get(name));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(operator.api().resolve(path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(30));
  }

  private static String notebooks() {
    return "/apis/heddle.dev/v1/namespaces/" + NAMESPACE + "/notebooks";
  }

  @Override
  public void close() {
    operator.close();
    hadoop.close();
  }
}
