package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.access.ConfiguredAccess;
import dev.heddle.operator.access.LiveAccess;
import dev.heddle.operator.agent.ApiCertificates;
import dev.heddle.operator.agent.InstallationAuthority;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.testing.InMemoryApplicationAccess;
import dev.heddle.operator.testing.InMemoryCleanupAccess;
import dev.heddle.operator.testing.InMemoryClusterAccess;
import dev.heddle.operator.testing.InMemoryObjectStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A real API server over objects in memory, and a client of it. */
final class RunningApi implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");
  static final String NOTEBOOKS = "/apis/heddle.dev/v1/namespaces/team-a/notebooks";
  static final String APPLICATIONS = "/apis/heddle.dev/v1/namespaces/team-a/applications";

  final InMemoryObjectStore store = new InMemoryObjectStore(Clock.fixed(NOW, ZoneOffset.UTC), 100);
  final InMemoryApplicationAccess applications = new InMemoryApplicationAccess();
  final HealthChecks health = new HealthChecks();

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  final HttpClient http;
  private final String token;
  private final ApiServer server;
  final List<String> audit = new CopyOnWriteArrayList<>();
  final MutableClock clock = new MutableClock(NOW.plusSeconds(90));
  final ApiCertificates certificates;

  RunningApi(Path directory) throws IOException {
    this(directory, ApiSettings.ofDefault("ada"));
  }

  RunningApi(Path directory, ApiSettings settings) throws IOException {
    this(directory, settings, Optional.empty());
  }

  /**
   * @param other the store to serve instead of the one in memory
   */
  RunningApi(Path directory, ApiSettings settings, Optional<ObjectStore> other) throws IOException {
    this(directory, settings, other, ConfiguredAccess.none(), Optional.empty());
  }

  RunningApi(
      Path directory,
      ApiSettings settings,
      Optional<ObjectStore> other,
      ConfiguredAccess configured,
      Optional<StaticTokens> tokens)
      throws IOException {
    Path file = directory.resolve("token");
    TokenFile tokenFile = TokenFile.openOrCreate(file, new SecureRandom());
    token = Files.readString(file, UTF_8).strip();
    certificates =
        InstallationAuthority.open(directory.resolve("authority"), clock, new SecureRandom())
            .api(Set.of());
    http = client(Optional.empty());
    server =
        ApiServer.start(
            settings.withPort(0),
            tokenFile,
            new ApiParts(
                other.orElse(store),
                applications,
                new InMemoryClusterAccess(),
                new InMemoryCleanupAccess(),
                health,
                metrics,
                clock,
                new ApiAccess(
                    new LiveAccess(other.orElse(store), configured),
                    Map.of("team-a", Set.of("research")),
                    Optional.of(certificates),
                    tokens,
                    audit::add),
                scheduler,
                "test"));
  }

  /** A client that trusts this installation and, where one is given, shows a certificate. */
  HttpClient client(Optional<ApiCertificates.Issued> shown) {
    return HttpClient.newBuilder()
        .sslContext(Tls.context(certificates, shown, clock.instant()))
        .build();
  }

  /** An answer, with its body as a tree where it is JSON. */
  record Reply(int code, String body, HttpResponse<?> raw) {
    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Reply get(String path) {
    return send("GET", path, Optional.empty(), "application/json", "application/json");
  }

  Reply getAs(String accept, String path) {
    return send("GET", path, Optional.empty(), "application/json", accept);
  }

  Reply post(String path, String body) {
    return send("POST", path, Optional.of(body), "application/json", "application/json");
  }

  Reply put(String path, String body) {
    return send("PUT", path, Optional.of(body), "application/json", "application/json");
  }

  Reply patch(String path, String body) {
    return send("PATCH", path, Optional.of(body), "application/merge-patch+json", "*/*");
  }

  /** A server-side apply. */
  Reply apply(String path, String manager, String body) {
    return send(
        "PATCH",
        path + (path.contains("?") ? "&" : "?") + "fieldManager=" + manager,
        Optional.of(body),
        "application/apply-patch+yaml",
        "application/json");
  }

  Reply jsonPatch(String path, String body) {
    return send("PATCH", path, Optional.of(body), "application/json-patch+json", "*/*");
  }

  Reply delete(String path) {
    return send("DELETE", path, Optional.empty(), "application/json", "application/json");
  }

  Reply deleteWith(String path, String options) {
    return send("DELETE", path, Optional.of(options), "application/json", "application/json");
  }

  Reply send(String method, String path, Optional<String> body, String contentType, String accept) {
    return exchange(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .header("Accept", accept)
            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
            .build());
  }

  Reply exchange(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString(UTF_8));
      return new Reply(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  /** An answer as it comes to a client that takes it compressed. */
  HttpResponse<byte[]> getPacked(String path) {
    try {
      return http.send(
          request(path)
              .header("Authorization", "Bearer " + token)
              .header("Accept-Encoding", "gzip")
              .build(),
          BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The lines of a streamed answer as they come. */
  Lines stream(String path) {
    return streamAs("application/json", path);
  }

  Lines streamAs(String accept, String path) {
    try {
      HttpResponse<InputStream> response =
          http.send(
              request(path)
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", accept)
                  .build(),
              BodyHandlers.ofInputStream());
      return new Lines(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A WebSocket of a protocol; a refusal is a CompletionException. */
  WebSocket webSocket(String path, String protocol, WebSocket.Listener listener) {
    return webSocket(token, path, protocol, listener);
  }

  WebSocket webSocket(String bearer, String path, String protocol, WebSocket.Listener listener) {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + bearer)
        .subprotocols(protocol)
        .buildAsync(URI.create("wss://127.0.0.1:" + server.port() + path), listener)
        .join();
  }

  /** A WebSocket whose messages, and at last its end, go into a queue. */
  WebSocket socket(String path, BlockingQueue<String> messages) {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(
            URI.create("wss://127.0.0.1:" + server.port() + path),
            new WebSocket.Listener() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                  messages.add(text.toString());
                  text.setLength(0);
                }
                socket.request(1);
                return CompletableFuture.completedStage(null);
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                messages.add("closed " + code);
                return CompletableFuture.completedStage(null);
              }
            })
        .join();
  }

  /** A streamed answer; closing it is going away. */
  static final class Lines implements AutoCloseable {
    final int code;
    private final InputStream body;
    private final BufferedReader reader;

    Lines(HttpResponse<InputStream> response) {
      code = response.statusCode();
      body = response.body();
      reader = new BufferedReader(new InputStreamReader(body, UTF_8));
    }

    /** The next line, or empty at the end. */
    Optional<String> next() {
      try {
        return Optional.ofNullable(reader.readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The next event of a watch as {@code TYPE name}. */
    String event() {
      JsonNode event = json();
      return event.path("type").asText()
          + " "
          + event.path("object").path("metadata").path("name").asText();
    }

    JsonNode json() {
      try {
        return Json.mapper().readTree(next().orElse("{}"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A small valid notebook. */
  static ObjectNode notebook(String name) {
    return tree(
        """
        {"apiVersion": "heddle.dev/v1", "kind": "Notebook", "metadata": {"name": "%s"},
         "spec": {"queue": "research", "resources": {"memory": "2 GiB", "vcores": 1}}}
        """
            .formatted(name));
  }

  static ObjectNode labelled(String name, String key, String value) {
    ObjectNode notebook = notebook(name);
    notebook.withObject("/metadata/labels").put(key, value);
    return notebook;
  }

  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    scheduler.shutdownNow();
  }
}
