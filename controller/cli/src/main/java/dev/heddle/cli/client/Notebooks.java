package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.util.Base64;
import java.util.Optional;

/** The notebooks of one operator. */
public final class Notebooks {

  private final ApiClient api;

  public Notebooks(ApiClient api) {
    this.api = requireNonNull(api, "api is null");
  }

  /** The notebook as the operator has it now. */
  public Optional<ObjectNode> find(String namespace, String name) {
    return api.find(path(namespace, name));
  }

  /** Creates a notebook. */
  public void create(String namespace, JsonNode notebook) {
    api.post(Paths.collection(Kinds.NOTEBOOK, namespace), notebook);
  }

  /** Changes a notebook by a merge patch. */
  public void patch(String namespace, String name, JsonNode patch) {
    api.patch(path(namespace, name), patch);
  }

  /** Asks for the notebook's deletion; fine when it is not there. */
  public void delete(String namespace, String name) {
    try {
      api.delete(path(namespace, name));
    } catch (ApiFailure e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /** The token of a notebook's Jupyter, once there is one. */
  public Optional<String> token(String namespace, String name) {
    ResourceKey secret = Kinds.SECRET.key(namespace, name + "-token");
    return api.find(Paths.item(Kinds.SECRET, secret))
        .map(tree -> tree.at("/data/token").asText(""))
        .map(text -> new String(Base64.getDecoder().decode(text), UTF_8));
  }

  private static String path(String namespace, String name) {
    return Paths.item(Kinds.NOTEBOOK, Kinds.NOTEBOOK.key(namespace, name));
  }
}
