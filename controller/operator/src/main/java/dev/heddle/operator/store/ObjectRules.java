package dev.heddle.operator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kubernetes' rules for what a write makes of an object: pure functions on JSON trees. */
final class ObjectRules {

  /** What only the store decides. */
  private static final List<String> SYSTEM_FIELDS =
      List.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final List<String> METADATA_FIELDS =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private static final String OWNERS = "managedFields";
  private static final String METADATA = "metadata";
  private static final String STATUS = "status";
  private static final String VERSION = "resourceVersion";
  private static final String FINALIZERS = "finalizers";
  private static final String DELETION = "deletionTimestamp";

  private ObjectRules() {}

  /** A tree of our own, with numbers as a parser makes them, so that equal content is equal. */
  static ObjectNode own(ObjectNode tree) {
    return StoredObject.parse(bytes(tree));
  }

  static byte[] bytes(JsonNode tree) {
    try {
      return Json.mapper().writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The object as it is stored first: identity and time are the store's, status comes later. */
  static ObjectNode created(
      ResourceType<?> type, ObjectNode incoming, String name, String uid, Instant now) {
    ObjectNode object = own(incoming);
    ObjectNode given = metadata(object);
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("name", name);
    copy(given, metadata, "generateName");
    if (type.namespaced()) {
      copy(given, metadata, "namespace");
    }
    metadata.put("uid", uid);
    metadata.put("generation", 1);
    metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    given.properties().stream()
        .filter(field -> !SYSTEM_FIELDS.contains(field.getKey()))
        .forEach(field -> metadata.set(field.getKey(), field.getValue()));
    object.put("apiVersion", type.apiVersion());
    object.put("kind", type.kind());
    object.set(METADATA, metadata);
    object.remove(STATUS);
    return object;
  }

  /**
   * What an update makes of the version that was read.
   *
   * @throws StoreException CONFLICT when the writer read another version or another object
   */
  static Mutation updated(StoredObject read, ObjectNode incoming, Scope scope) {
    ObjectNode current = StoredObject.parse(read.body());
    ObjectNode object = own(incoming);
    checkIdentity(read, current, metadata(object));
    ObjectNode result =
        switch (scope) {
          case SPEC -> withSpec(current, object);
          case METADATA -> withMetadata(current, metadata(object));
          case STATUS -> withStatus(current, object);
        };
    checkFinalizers(read.id(), metadata(current), metadata(result));
    if (result.equals(current)) {
      return new Mutation.Keep(read);
    }
    if (isBeingDeleted(result) && finalizers(metadata(result)).isEmpty()) {
      return new Mutation.Remove(read, result);
    }
    return new Mutation.Replace(read, result);
  }

  /**
   * What a deletion makes of it: gone, or waiting for its finalizers.
   *
   * @throws StoreException CONFLICT when a precondition does not hold
   */
  static Mutation deleted(StoredObject read, Preconditions preconditions, Instant now) {
    ObjectNode object = StoredObject.parse(read.body());
    ObjectNode metadata = metadata(object);
    preconditions.uid().ifPresent(uid -> checkUid(read.id(), metadata, uid));
    preconditions.resourceVersion().ifPresent(version -> checkVersion(read, version));
    if (finalizers(metadata).isEmpty()) {
      return new Mutation.Remove(read, object);
    }
    if (isBeingDeleted(object)) {
      return new Mutation.Keep(read);
    }
    metadata.put(DELETION, now.truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("deletionGracePeriodSeconds", 0);
    return new Mutation.Replace(read, object);
  }

  static boolean isBeingDeleted(ObjectNode object) {
    return object.path(METADATA).hasNonNull(DELETION);
  }

  static ObjectNode metadata(ObjectNode object) {
    return object.withObjectProperty(METADATA);
  }

  private static ObjectNode withSpec(ObjectNode current, ObjectNode incoming) {
    ObjectNode before = metadata(current);
    ObjectNode given = metadata(incoming);
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    SYSTEM_FIELDS.forEach(field -> copy(before, metadata, field));
    given.properties().stream()
        .filter(field -> !SYSTEM_FIELDS.contains(field.getKey()))
        .forEach(field -> metadata.set(field.getKey(), field.getValue()));
    keepOwners(before, given, metadata);
    ObjectNode result = incoming.objectNode();
    copy(current, result, "apiVersion");
    copy(current, result, "kind");
    result.set(METADATA, metadata);
    incoming.properties().stream()
        .filter(field -> isDesired(field.getKey()))
        .forEach(field -> result.set(field.getKey(), field.getValue()));
    if (!desired(result).equals(desired(current))) {
      metadata.put("generation", before.path("generation").asLong() + 1);
    }
    copy(current, result, STATUS);
    // The version is the transaction's, and is not stored.
    metadata.remove(VERSION);
    return own(result);
  }

  private static ObjectNode withMetadata(ObjectNode current, ObjectNode given) {
    ObjectNode result = current.deepCopy();
    ObjectNode metadata = metadata(result);
    METADATA_FIELDS.forEach(
        field -> {
          metadata.remove(field);
          copy(given, metadata, field);
        });
    return result;
  }

  private static ObjectNode withStatus(ObjectNode current, ObjectNode incoming) {
    ObjectNode result = current.deepCopy();
    result.remove(STATUS);
    copy(incoming, result, STATUS);
    keepOwners(metadata(current), metadata(incoming), metadata(result));
    return result;
  }

  /** Who owns which field: as the writer says, where he says it; an empty list is none. */
  private static void keepOwners(ObjectNode before, ObjectNode given, ObjectNode result) {
    JsonNode owners = given.has(OWNERS) ? given.path(OWNERS) : before.path(OWNERS);
    if (owners.isEmpty()) {
      result.remove(OWNERS);
    } else {
      result.set(OWNERS, owners);
    }
  }

  private static boolean isDesired(String field) {
    return !Set.of("apiVersion", "kind", METADATA, STATUS).contains(field);
  }

  /** What generation counts: everything but identity, metadata and status. */
  private static ObjectNode desired(ObjectNode object) {
    ObjectNode result = object.deepCopy();
    Iterator<String> names = result.fieldNames();
    while (names.hasNext()) {
      if (!isDesired(names.next())) {
        names.remove();
      }
    }
    return result;
  }

  private static void checkIdentity(StoredObject read, ObjectNode current, ObjectNode given) {
    Optional.of(given.path("uid").asText(""))
        .filter(uid -> !uid.isEmpty())
        .ifPresent(uid -> checkUid(read.id(), metadata(current), uid));
    Optional.of(given.path(VERSION).asText(""))
        .filter(version -> !version.isEmpty())
        .ifPresent(version -> checkVersion(read, version));
  }

  private static void checkUid(ObjectId id, ObjectNode metadata, String uid) {
    String actual = metadata.path("uid").asText("");
    if (!actual.equals(uid)) {
      throw new StoreException(
          Reason.CONFLICT, id + ": the uid is " + actual + ", not " + uid + ": it is another one");
    }
  }

  private static void checkVersion(StoredObject read, String version) {
    String actual = Long.toString(read.zxid());
    if (!actual.equals(version)) {
      throw new StoreException(
          Reason.CONFLICT,
          read.id()
              + ": the object has been modified; the newest version is "
              + actual
              + ", not "
              + version
              + ": read it again");
    }
  }

  /** Who is being deleted takes on no new finalizers: it would never go. */
  private static void checkFinalizers(ObjectId id, ObjectNode before, ObjectNode after) {
    Set<String> added = new HashSet<>(finalizers(after));
    finalizers(before).forEach(added::remove);
    if (before.hasNonNull(DELETION) && !added.isEmpty()) {
      throw new StoreException(
          Reason.INVALID,
          id
              + " metadata.finalizers: "
              + added
              + " cannot be added to an object that is being deleted");
    }
  }

  private static List<String> finalizers(ObjectNode metadata) {
    return metadata.path(FINALIZERS) instanceof ArrayNode array
        ? array.valueStream().map(JsonNode::asText).toList()
        : List.of();
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value != null && !value.isNull()) {
      to.set(field, value);
    }
  }
}
