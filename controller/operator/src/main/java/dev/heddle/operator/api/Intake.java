package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.schema.Admission;
import dev.heddle.crd.schema.Schemas;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a client sent into what may be stored: the right kind and place, without what only the
 * server sets, with its owner and defaults, and free of mistakes.
 */
final class Intake {

  private static final List<String> SET_BY_SERVER =
      List.of("uid", "generation", "creationTimestamp", "deletionTimestamp");

  /** Kubernetes' own bookkeeping that Heddle does not keep. */
  private static final List<String> NOT_KEPT = List.of("selfLink", "deletionGracePeriodSeconds");

  private Intake() {}

  /** A new object. */
  static ObjectNode forCreate(
      ResourceType<?> type, String namespace, ObjectNode sent, Caller caller) {
    ObjectNode object = sent.deepCopy();
    ObjectNode metadata = place(type, namespace, object);
    if (text(metadata, "name").isEmpty() && text(metadata, "generateName").isEmpty()) {
      throw new ApiException(
          ApiStatus.invalid(
              type,
              "",
              List.of(
                  new ApiStatus.Cause(
                      "FieldValueRequired",
                      "Required value: name or generateName is required",
                      "metadata.name"))));
    }
    if (!text(metadata, "resourceVersion").isEmpty()) {
      throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
    }
    metadata.remove(SET_BY_SERVER);
    if (Schemas.forType(type).hasStatus()) {
      object.remove("status");
    }
    own(metadata, Optional.of(caller.name()));
    return checked(type, object);
  }

  /** A replacement of metadata and spec; the status stays what it was. */
  static ObjectNode forUpdate(
      ResourceType<?> type, String namespace, String name, ObjectNode sent, ObjectNode current) {
    ObjectNode object = sent.deepCopy();
    ObjectNode metadata = place(type, namespace, object);
    sameIdentity(type, name, metadata, current);
    for (String field : SET_BY_SERVER) {
      keep(field, metadata, current.path("metadata"));
    }
    // A client that sends an object without its owner did not mean to take it away.
    own(metadata, owner(current));
    if (Schemas.forType(type).hasStatus()) {
      keep("status", object, current);
    }
    return checked(type, object);
  }

  /** A replacement of the status; all else stays what it was. */
  static ObjectNode forStatus(
      ResourceType<?> type, String namespace, String name, ObjectNode sent, ObjectNode current) {
    ObjectNode metadata = place(type, namespace, sent.deepCopy());
    sameIdentity(type, name, metadata, current);
    ObjectNode object = current.deepCopy();
    keep("status", object, sent);
    String version = text(metadata, "resourceVersion");
    ObjectNode kept = (ObjectNode) object.get("metadata");
    if (version.isEmpty()) {
      kept.remove("resourceVersion");
    } else {
      kept.put("resourceVersion", version);
    }
    return checked(type, object);
  }

  private static ObjectNode checked(ResourceType<?> type, ObjectNode object) {
    Admission admission = Admission.of(type, object);
    if (!admission.isAccepted()) {
      throw new ApiException(
          ApiStatus.invalid(
              type,
              text(object.path("metadata"), "name"),
              admission.problems().stream().map(Intake::cause).toList()));
    }
    return admission.object();
  }

  private static ApiStatus.Cause cause(Problem problem) {
    return new ApiStatus.Cause(
        problem.code().statusCause(), problem.message(), problem.fieldPath());
  }

  /** The metadata of an object of that kind in that namespace, made so where nothing is said. */
  private static ObjectNode place(ResourceType<?> type, String namespace, ObjectNode object) {
    String apiVersion = text(object, "apiVersion");
    String kind = text(object, "kind");
    if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
      throw ApiException.badRequest(
          "the body has apiVersion '%s' and kind '%s'; this URL takes apiVersion '%s' and kind '%s'"
              .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
    }
    if (object.has("metadata") && !object.get("metadata").isObject()) {
      throw ApiException.badRequest("metadata is not an object");
    }
    ObjectNode metadata = object.withObject("/metadata");
    String declared = text(metadata, "namespace");
    if (!declared.isEmpty() && !declared.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (type.namespaced()) {
      metadata.put("namespace", namespace);
    }
    metadata.remove(NOT_KEPT);
    if (!metadata.path("managedFields").isArray()) {
      metadata.remove("managedFields");
    }
    return metadata;
  }

  /** The URL says which object is meant; the body must not say another one. */
  static void requireName(String name, ObjectNode metadata) {
    if (!text(metadata, "name").equals(name)) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(text(metadata, "name"), name));
    }
  }

  private static void sameIdentity(
      ResourceType<?> type, String name, ObjectNode metadata, ObjectNode current) {
    requireName(name, metadata);
    String uid = text(metadata, "uid");
    String now = text(current.path("metadata"), "uid");
    if (!uid.isEmpty() && !uid.equals(now)) {
      throw new ApiException(
          ApiStatus.conflict(
              type,
              name,
              "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + now));
    }
  }

  private static void keep(String field, ObjectNode object, JsonNode from) {
    JsonNode value = from.get(field);
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  private static Optional<String> owner(ObjectNode object) {
    return Optional.of(
            object.path("metadata").path("annotations").path(Annotations.OWNER).asText(""))
        .filter(owner -> !owner.isEmpty());
  }

  private static void own(ObjectNode metadata, Optional<String> owner) {
    JsonNode annotations = metadata.path("annotations");
    if (owner.isEmpty() || annotations.has(Annotations.OWNER)) {
      return;
    }
    if (!annotations.isMissingNode() && !annotations.isNull() && !annotations.isObject()) {
      return; // The check of the schema says what is wrong with them.
    }
    ObjectNode target =
        annotations instanceof ObjectNode existing ? existing : metadata.putObject("annotations");
    target.put(Annotations.OWNER, owner.orElseThrow());
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
