package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** The operator's HTTP API, as any client sees it. */
public final class Api {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;
  private final Path tokenFile;

  Api(URI server, Path tokenFile) {
    this.server = requireNonNull(server, "server is null");
    this.tokenFile = requireNonNull(tokenFile, "tokenFile is null");
  }

  /** An answer: HTTP status and body. */
  public record Answer(int status, JsonNode body) {}

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  public Answer patch(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** The notebook, or a missing node. */
  public JsonNode notebook(String namespace, String name) {
    return object("notebooks", namespace, name);
  }

  /** The application, or a missing node. */
  public JsonNode application(String namespace, String name) {
    return object("applications", namespace, name);
  }

  /** The source, or a missing node. */
  public JsonNode source(String name) {
    Answer answer = get("/apis/heddle.dev/v1/sources/" + name);
    return answer.status() == 200 ? answer.body() : Json.mapper().missingNode();
  }

  private JsonNode object(String plural, String namespace, String name) {
    Answer answer = get(path(plural, namespace) + "/" + name);
    return answer.status() == 200 ? answer.body() : Json.mapper().missingNode();
  }

  /** The URL path of a kind in a namespace. */
  public static String path(String plural, String namespace) {
    return "/apis/heddle.dev/v1/namespaces/" + namespace + "/" + plural;
  }

  /** Creates a notebook, given as JSON. */
  public void createNotebook(String namespace, String json) {
    Answer answer = post(path("notebooks", namespace), json);
    if (answer.status() != 201) {
      throw new IllegalStateException("not created: " + answer);
    }
  }

  /** Changes a notebook by a merge patch, given as JSON. */
  public void patchNotebook(String namespace, String name, String json) {
    Answer answer = patch(path("notebooks", namespace) + "/" + name, json);
    if (answer.status() != 200) {
      throw new IllegalStateException("not patched: " + answer);
    }
  }

  /** The id of the YARN application that a notebook's status names. */
  public static String applicationId(JsonNode notebook) {
    return notebook.path("status").path("applicationId").asText();
  }

  /** Waits until the notebook is as wanted, and returns it. */
  public JsonNode awaitNotebook(
      String namespace, String name, Duration limit, Predicate<JsonNode> wanted) {
    AtomicReference<JsonNode> last = new AtomicReference<>(Json.mapper().missingNode());
    await("notebook " + namespace + "/" + name)
        .atMost(limit)
        .pollInterval(LOOK_AGAIN)
        .untilAsserted(
            () -> {
              last.set(notebook(namespace, name));
              if (!wanted.test(last.get())) {
                throw new AssertionError("not as wanted: " + last.get());
              }
            });
    return last.get();
  }

  /** Waits until the notebook's status, of its newest spec, has this phase. */
  public JsonNode awaitPhase(String namespace, String name, String phase) {
    return awaitNotebook(
        namespace,
        name,
        Duration.ofSeconds(60),
        notebook ->
            notebook.path("status").path("phase").asText().equals(phase)
                && notebook.path("status").path("observedGeneration").asLong()
                    >= notebook.path("metadata").path("generation").asLong());
  }

  /** Waits until the notebook serves. */
  public JsonNode awaitReady(String namespace, String name) {
    return awaitPhase(namespace, name, "Ready");
  }

  /** Waits until nothing of the notebook is left in the store. */
  public void awaitGone(String namespace, String name) {
    awaitNotebook(namespace, name, Duration.ofSeconds(60), JsonNode::isMissingNode);
  }

  /** The reasons in the history of an object, as often as they are told. */
  public List<String> eventReasons(String namespace, String name) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode event :
        get("/api/v1/namespaces/" + namespace + "/events?fieldSelector=involvedObject.name=" + name)
            .body()
            .path("items")) {
      reasons.add(event.path("reason").asText());
    }
    return reasons;
  }

  /** The condition of an object, or a missing node. */
  public static JsonNode condition(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return Json.mapper().missingNode();
  }

  /** The notebook's Jupyter token. */
  public String token(String namespace, String name) {
    JsonNode secret = get("/api/v1/namespaces/" + namespace + "/secrets/" + name + "-token").body();
    return new String(
        Base64.getDecoder().decode(secret.path("data").path("token").asText()), UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(server.resolve(path))
          .timeout(Duration.ofSeconds(30))
          .header("Authorization", "Bearer " + Files.readString(tokenFile, UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString(UTF_8));
      return new Answer(answer.statusCode(), parse(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static JsonNode parse(String body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JsonProcessingException notJson) {
      return Json.mapper().getNodeFactory().textNode(body);
    }
  }
}
