package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the next part of a listing begins. Opaque to clients.
 *
 * @param collection what is listed: a token is good for that only
 * @param resourceVersion the moment that the listing shows; empty for the newest, whose parts may
 *     not fit together
 * @param namespace the namespace of the last object that was sent
 * @param name the name of the last object that was sent
 */
record ContinueToken(
    String collection, Optional<String> resourceVersion, String namespace, String name) {

  String encoded() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("c", collection);
    resourceVersion.ifPresent(version -> tree.put("v", version));
    tree.put("ns", namespace).put("n", name);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(tree.toString().getBytes(UTF_8));
  }

  /** The token in that text, for that collection. */
  static ContinueToken parse(String text, String collection) {
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException | IOException e) {
      throw invalid("continue key is not valid: it is not one that a list has given");
    }
    if (!tree.path("c").isTextual() || !tree.path("n").isTextual()) {
      throw invalid("continue key is not valid: it is not one that a list has given");
    }
    if (!tree.path("c").asText().equals(collection)) {
      throw invalid("continue key is not valid: it is of a list of something else");
    }
    return new ContinueToken(
        collection,
        Optional.ofNullable(tree.get("v")).map(JsonNode::asText),
        tree.path("ns").asText(""),
        tree.path("n").asText());
  }

  private static ApiException invalid(String message) {
    return ApiException.badRequest(message);
  }

  /** Whether an object comes after the last one that was sent. */
  boolean isBefore(String otherNamespace, String otherName) {
    int order = namespace.compareTo(otherNamespace);
    return order < 0 || (order == 0 && name.compareTo(otherName) < 0);
  }
}
