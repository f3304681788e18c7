package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.schema.Admission;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A live object with a file's word merged in, completed and judged.
 *
 * @param claim the file's word
 * @param object the result, when it is valid
 * @param problem why it is not
 */
record MergedObject(Claims.Claim claim, Optional<Resource> object, String problem) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  MergedObject {
    requireNonNull(claim, "claim is null");
    requireNonNull(object, "object is null");
    requireNonNull(problem, "problem is null");
  }

  static MergedObject create(Claims.Claim claim, String source) {
    ObjectNode nothing = JSON.objectNode();
    ObjectNode metadata = nothing.putObject("metadata");
    metadata.put("name", claim.declared().key().name());
    metadata.put("namespace", claim.declared().key().namespace());
    return of(nothing, claim, source, JSON.objectNode());
  }

  static MergedObject update(
      Resource live, Claims.Claim claim, String source, Optional<Tracking> tracking) {
    JsonNode before = tracking.map(Tracking::fields).orElseGet(JSON::objectNode);
    return of(Json.toTree(live), claim, source, before);
  }

  private static MergedObject of(
      ObjectNode live, Claims.Claim claim, String source, JsonNode before) {
    Declared declared = claim.declared();
    ObjectNode managed = managed(declared.tree());
    ObjectNode merged = (ObjectNode) DeclaredFields.merge(live, managed, before);
    merged.put("apiVersion", declared.type().apiVersion());
    merged.put("kind", declared.type().kind());
    ObjectNode annotations = merged.withObject("/metadata").withObject("/annotations");
    annotations.remove(Annotations.ADOPT);
    new Tracking(source, claim.path(), claim.owner(), DeclaredFields.shape(managed))
        .writeTo(annotations, declared.key());
    JsonNode status = merged.remove("status");
    Admission admission = Admission.of(declared.type(), merged);
    if (!admission.isAccepted()) {
      return new MergedObject(
          claim,
          Optional.empty(),
          "together with what others have set on it, it is not valid: "
              + admission.problems().stream()
                  .map(Problem::toString)
                  .collect(Collectors.joining("; ")));
    }
    ObjectNode whole = admission.object();
    if (status != null) {
      whole.set("status", status);
    }
    return new MergedObject(claim, Optional.of(Json.fromTree(declared.type(), whole)), "");
  }

  /** The part of a file's word that is merged: labels, annotations and spec. */
  private static ObjectNode managed(ObjectNode declared) {
    ObjectNode managed = JSON.objectNode();
    JsonNode metadata = declared.path("metadata");
    for (String field : new String[] {"labels", "annotations"}) {
      if (metadata.path(field).isObject() && !metadata.path(field).isEmpty()) {
        managed.withObject("/metadata").set(field, metadata.get(field));
      }
    }
    if (declared.path("spec").isObject()) {
      managed.set("spec", declared.get("spec"));
    }
    return managed;
  }

  MergedObject ifAccepted(Consumer<Resource> consumer) {
    object.ifPresent(consumer);
    return this;
  }

  void orElse(BiConsumer<Claims.Claim, String> refusal) {
    if (object.isEmpty()) {
      refusal.accept(claim, problem);
    }
  }
}
