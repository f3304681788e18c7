package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Notebooks;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.jupyter.JupyterClient;
import dev.heddle.cli.local.Lifetime;
import dev.heddle.cli.local.LocalHadoop;
import dev.heddle.cli.local.LocalOperator;
import dev.heddle.cli.local.OperatorSettings;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** A lab and an operator for the length of one benchmark, and the few API calls it needs. */
final class BenchCluster implements AutoCloseable {

  static final String NAMESPACE = "bench";
  private static final Duration LOOK_SOON = Duration.ofMillis(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final LocalHadoop hadoop;
  private final LocalOperator operator;
  private final ApiClient api;
  private final Notebooks notebooks;
  private final HttpClient http;
  private final Clock clock;

  private BenchCluster(
      LocalHadoop hadoop, LocalOperator operator, ApiClient api, HttpClient http, Clock clock) {
    this.hadoop = hadoop;
    this.operator = operator;
    this.api = api;
    this.notebooks = new Notebooks(api);
    this.http = http;
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
      hadoop.awaitReady();
      LocalOperator operator =
          LocalOperator.start(
              distribution,
              home.resolve("operator"),
              hadoop.conf(),
              Lifetime.WITH_PARENT,
              OperatorSettings.none().with("yarn.ports", ports.first() + "-" + ports.last()),
              Map.of());
      try {
        operator.awaitReady(clock);
        return new BenchCluster(hadoop, operator, operator.api(), http, clock);
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
    notebooks.create(NAMESPACE, Json.mapper().readTree(manifest(name)));
  }

  /** Creates a notebook of alice whose files are kept in this directory. */
  void create(String name, String workspace) throws IOException, InterruptedException {
    ObjectNode notebook = (ObjectNode) Json.mapper().readTree(manifest(name));
    notebook.withObject("/spec").put("user", "alice");
    notebook.withObject("/spec/workspace").put("path", workspace);
    notebooks.create(NAMESPACE, notebook);
  }

  /** Creates a notebook in a container of its own, beside the application master's. */
  void createInContainer(String name) throws IOException, InterruptedException {
    ObjectNode notebook = (ObjectNode) Json.mapper().readTree(manifest(name));
    notebook.withObject("/spec").put("runIn", "Container");
    notebooks.create(NAMESPACE, notebook);
  }

  /** What a notebook that serves runs as. */
  ApplicationId applicationId(String name) throws IOException {
    String id =
        notebooks.find(NAMESPACE, name).map(n -> n.at("/status/applicationId").asText()).orElse("");
    if (id.isEmpty()) {
      throw new IOException("the notebook " + name + " has no application");
    }
    return ApplicationId.fromString(id);
  }

  /** The Jupyter of a notebook, once it serves. */
  JupyterClient awaitJupyter(String name, Duration limit) throws IOException {
    var deadline = clock.instant().plus(limit);
    while (true) {
      Optional<ObjectNode> notebook = notebooks.find(NAMESPACE, name);
      String url = notebook.map(n -> n.at("/status/url").asText()).orElse("");
      if (!url.isEmpty()) {
        return new JupyterClient(http, URI.create(url), token(name));
      }
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the notebook " + name + " does not serve: " + notebook);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  String token(String name) throws IOException {
    return notebooks
        .token(NAMESPACE, name)
        .orElseThrow(() -> new IOException("the notebook " + name + " has no token"));
  }

  /** What notebooks run as. */
  List<ObjectNode> applications() {
    List<ObjectNode> applications = new ArrayList<>();
    api.get(Paths.collection(Kinds.APPLICATION, NAMESPACE))
        .path("items")
        .forEach(item -> applications.add((ObjectNode) item));
    return applications;
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
    notebooks.delete(NAMESPACE, name);
    awaitGone(name, limit);
  }

  /** Waits until the API says that the notebook serves. */
  void awaitReady(String name, Duration limit) throws IOException {
    var deadline = clock.instant().plus(limit);
    while (!notebooks
        .find(NAMESPACE, name)
        .map(n -> n.path("status").path("phase").asText())
        .equals(Optional.of("Ready"))) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the notebook " + name + " is not ready");
      }
      LockSupport.parkNanos(LOOK_SOON.toNanos());
    }
  }

  void awaitGone(String name, Duration limit) throws IOException, InterruptedException {
    var deadline = clock.instant().plus(limit);
    for (Optional<ObjectNode> left = notebooks.find(NAMESPACE, name);
        left.isPresent();
        left = notebooks.find(NAMESPACE, name)) {
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
