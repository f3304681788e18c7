package dev.heddle.scenarios.harness;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Notebooks;
import dev.heddle.cli.client.Paths;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The operator's objects as a test wants them: missing nodes for what is not there, and waits. */
public final class Api {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** A machine that is busy with other things takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ApiClient client;
  private final Notebooks notebooks;

  Api(ApiClient client) {
    this.client = requireNonNull(client, "client is null");
    this.notebooks = new Notebooks(client);
  }

  /** The notebook, or a missing node. */
  public JsonNode notebook(String namespace, String name) {
    return find(Paths.item(Kinds.NOTEBOOK, Kinds.NOTEBOOK.key(namespace, name)));
  }

  /** The application, or a missing node. */
  public JsonNode application(String namespace, String name) {
    return find(Paths.item(Kinds.APPLICATION, Kinds.APPLICATION.key(namespace, name)));
  }

  /** The ConfigMap, or a missing node. */
  public JsonNode configMap(String namespace, String name) {
    return find(Paths.item(Kinds.CONFIG_MAP, Kinds.CONFIG_MAP.key(namespace, name)));
  }

  /** The source, or a missing node. */
  public JsonNode source(String name) {
    return find(Paths.item(Kinds.SOURCE, Kinds.SOURCE.key("", name)));
  }

  private JsonNode find(String path) {
    return client.find(path).<JsonNode>map(tree -> tree).orElse(Json.mapper().missingNode());
  }

  /** Creates an application, given as JSON. */
  public void createApplication(String namespace, String json) {
    client.post(Paths.collection(Kinds.APPLICATION, namespace), parse(json));
  }

  /** Changes an application by a merge patch, given as JSON. */
  public void patchApplication(String namespace, String name, String json) {
    client.patch(
        Paths.item(Kinds.APPLICATION, Kinds.APPLICATION.key(namespace, name)), parse(json));
  }

  /** Asks for an application's deletion and waits until nothing of it is left. */
  public void removeApplication(String namespace, String name) {
    client.delete(Paths.item(Kinds.APPLICATION, Kinds.APPLICATION.key(namespace, name)));
    awaitApplication(namespace, name, PATIENCE, JsonNode::isMissingNode);
  }

  /** Waits until the application is as wanted, and returns it. */
  public JsonNode awaitApplication(
      String namespace, String name, Duration limit, Predicate<JsonNode> wanted) {
    return awaitObject(
        "application " + namespace + "/" + name, () -> application(namespace, name), limit, wanted);
  }

  /** Creates a notebook, given as JSON. */
  public void createNotebook(String namespace, String json) {
    notebooks.create(namespace, parse(json));
  }

  /** Changes a notebook by a merge patch, given as JSON. */
  public void patchNotebook(String namespace, String name, String json) {
    notebooks.patch(namespace, name, parse(json));
  }

  /** Asks for a notebook's deletion; fine when it is not there. */
  public void deleteNotebook(String namespace, String name) {
    notebooks.delete(namespace, name);
  }

  /** The id of the YARN application that a notebook's status names. */
  public static String applicationId(JsonNode notebook) {
    return notebook.path("status").path("applicationId").asText();
  }

  /** Waits until the notebook is as wanted, and returns it. */
  public JsonNode awaitNotebook(
      String namespace, String name, Duration limit, Predicate<JsonNode> wanted) {
    return awaitObject(
        "notebook " + namespace + "/" + name, () -> notebook(namespace, name), limit, wanted);
  }

  private static JsonNode awaitObject(
      String what, Supplier<JsonNode> read, Duration limit, Predicate<JsonNode> wanted) {
    AtomicReference<JsonNode> last = new AtomicReference<>(Json.mapper().missingNode());
    await(what)
        .atMost(limit)
        .pollInterval(LOOK_AGAIN)
        .untilAsserted(
            () -> {
              last.set(read.get());
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
        PATIENCE,
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
    awaitNotebook(namespace, name, PATIENCE, JsonNode::isMissingNode);
  }

  /** The reasons in the history of an object, as often as they are told. */
  public List<String> eventReasons(String namespace, String name) {
    List<String> reasons = new ArrayList<>();
    String selector = Paths.parameter("fieldSelector", "involvedObject.name=" + name);
    for (JsonNode event :
        client.get(Paths.collection(Kinds.EVENT, namespace) + "?" + selector).path("items")) {
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
    return notebooks.token(namespace, name).orElseThrow();
  }

  private static JsonNode parse(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + json, e);
    }
  }
}
