package dev.heddle.reconciler.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.StoreException;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of one object: its metadata, and the rest as a tree that is never changed.
 *
 * @param metadata its metadata
 * @param tree the object without apiVersion, kind and metadata
 */
record Stored(ObjectMeta metadata, ObjectNode tree) {

  static Stored of(ObjectMeta metadata, ObjectNode object) {
    return new Stored(metadata, body(object));
  }

  private static ObjectNode body(ObjectNode object) {
    ObjectNode body = object.deepCopy();
    body.remove("apiVersion");
    body.remove("kind");
    body.remove("metadata");
    return body;
  }

  <R extends Resource> R as(ResourceType<R> type) {
    ObjectNode object = tree.deepCopy();
    object.set("metadata", Json.mapper().valueToTree(metadata));
    return Json.fromTree(type, object);
  }

  /** With the parts of the metadata that a write may change, and another body. */
  Stored edited(ObjectMeta wanted, ObjectNode object) {
    ObjectNode body = body(object);
    if (metadata.isBeingDeleted() && !metadata.finalizers().containsAll(wanted.finalizers())) {
      throw new StoreException(
          StoreException.Reason.INVALID,
          metadata.name() + " is being deleted: no finalizer can be added");
    }
    long generation = spec(body).equals(spec(tree)) ? metadata.generation() : next();
    return new Stored(
        copy(generation, metadata.resourceVersion(), metadata.deletionTimestamp(), wanted), body);
  }

  Stored withTree(ObjectNode object) {
    return new Stored(metadata, body(object));
  }

  /** Kubernetes counts the wish to delete as a new generation. */
  Stored beingDeleted(Instant now) {
    return new Stored(copy(next(), metadata.resourceVersion(), Optional.of(now), metadata), tree);
  }

  Stored atVersion(String version) {
    return new Stored(
        copy(metadata.generation(), version, metadata.deletionTimestamp(), metadata), tree);
  }

  boolean sameAs(Stored other) {
    return metadata.equals(other.metadata) && tree.equals(other.tree);
  }

  private long next() {
    return metadata.generation() + 1;
  }

  private static ObjectNode spec(ObjectNode body) {
    ObjectNode spec = body.deepCopy();
    spec.remove("status");
    return spec;
  }

  private ObjectMeta copy(
      long generation, String version, Optional<Instant> deletionTimestamp, ObjectMeta editable) {
    return new ObjectMeta(
        metadata.name(),
        metadata.generateName(),
        metadata.namespace(),
        metadata.uid(),
        version,
        generation,
        metadata.creationTimestamp(),
        deletionTimestamp,
        editable.labels(),
        editable.annotations(),
        editable.finalizers(),
        editable.ownerReferences());
  }
}
