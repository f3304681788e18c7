package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.local.Lifetime;
import dev.heddle.cli.local.LocalApi;
import dev.heddle.cli.local.LocalHadoop;
import dev.heddle.cli.local.LocalOperator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A lab and an operator for the length of one benchmark, and the few API calls it needs. */
final class BenchCluster implements AutoCloseable {

  static final String NAMESPACE = "bench";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final LocalHadoop hadoop;
  private final LocalOperator operator;
  private final LocalApi api;
  private final Clock clock;

  private BenchCluster(LocalHadoop hadoop, LocalOperator operator, LocalApi api, Clock clock) {
    this.hadoop = hadoop;
    this.operator = operator;
    this.api = api;
    this.clock = clock;
  }

  /**
   * Starts both.
   *
   * @param ports the only ones that notebooks may take, so that they can be watched from outside
   */
  static BenchCluster start(Path distribution, Path home, HttpClient http, Clock clock, Ports ports)
      throws IOException, InterruptedException {
    requireNonNull(clock, "clock is null");
    LocalHadoop hadoop = LocalHadoop.start(distribution, home.resolve("lab"), Lifetime.WITH_PARENT);
    try {
      hadoop.awaitReady(step -> {});
      LocalOperator operator =
          LocalOperator.start(
              distribution,
              home.resolve("operator"),
              hadoop.conf(),
              Lifetime.WITH_PARENT,
              "  ports: " + ports.first() + "-" + ports.last() + "\n",
              Map.of());
      try {
        operator.awaitReady(http, clock);
        return new BenchCluster(hadoop, operator, operator.api(http), clock);
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

  /** Creates a notebook. */
  void create(String name) throws IOException, InterruptedException {
    api.createNotebook(NAMESPACE, manifest(name));
  }

  /** Where notebooks listen. */
  record Ports(int first, int last) {}

  /** A notebook as people write it, as JSON, which is YAML too. */
  static String manifest(String name) {
    return """
        {"apiVersion": "heddle.dev/v1", "kind": "Notebook",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"environment": {"python": "/usr/bin/python3"},
                  "resources": {"memory": "512 MiB", "vcores": 1},
                  "queue": "notebooks"}}
        """
        .formatted(name, NAMESPACE);
  }

  /** What a notebook's server answers from its first moment, to anybody. */
  static String path(String name) {
    return "/notebooks/" + NAMESPACE + "/" + name + "/api";
  }

  /** Deletes the notebook and waits until nothing of it is left. */
  void delete(String name, Duration limit) throws IOException, InterruptedException {
    api.deleteNotebook(NAMESPACE, name);
    awaitGone(name, limit);
  }

  void awaitGone(String name, Duration limit) throws IOException, InterruptedException {
    var deadline = clock.instant().plus(limit);
    for (Optional<JsonNode> left = api.notebook(NAMESPACE, name);
        left.isPresent();
        left = api.notebook(NAMESPACE, name)) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the notebook " + name + " is still there: " + left.get());
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  @Override
  public void close() {
    operator.close();
    hadoop.close();
  }
}
