package dev.heddle.crd.meta;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Kubernetes object metadata. Absent text is empty, absent collections are empty; what the store
 * assigns (uid, resourceVersion, generation, creationTimestamp) is empty or 0 before the first
 * write.
 *
 * @param name unique within the namespace and kind
 * @param generateName prefix from which the store makes a name when {@code name} is empty
 * @param namespace empty for cluster-wide kinds
 * @param uid the identity: new for each creation, never reused (I1)
 * @param resourceVersion opaque version for optimistic writes and watches; here the zxid of the
 *     transaction that wrote the object
 * @param generation counts changes of the spec, not of status or metadata
 * @param creationTimestamp when the store accepted it
 * @param deletionTimestamp when deletion was asked; the object stays until its finalizers are gone
 * @param labels keys that select
 * @param annotations keys that don't
 * @param finalizers work to be confirmed outside before the object goes (I10)
 * @param ownerReferences owners; the object goes when all of them are gone
 */
public record ObjectMeta(
    String name,
    String generateName,
    String namespace,
    String uid,
    String resourceVersion,
    long generation,
    Optional<Instant> creationTimestamp,
    Optional<Instant> deletionTimestamp,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<String> finalizers,
    List<OwnerReference> ownerReferences) {

  public ObjectMeta {
    name = requireNonNullElse(name, "");
    generateName = requireNonNullElse(generateName, "");
    namespace = requireNonNullElse(namespace, "");
    uid = requireNonNullElse(uid, "");
    resourceVersion = requireNonNullElse(resourceVersion, "");
    creationTimestamp = requireNonNullElse(creationTimestamp, Optional.empty());
    deletionTimestamp = requireNonNullElse(deletionTimestamp, Optional.empty());
    labels = Map.copyOf(requireNonNullElse(labels, Map.of()));
    annotations = Map.copyOf(requireNonNullElse(annotations, Map.of()));
    finalizers = List.copyOf(requireNonNullElse(finalizers, List.of()));
    ownerReferences = List.copyOf(requireNonNullElse(ownerReferences, List.of()));
  }

  /** Metadata of an object that has not been written yet. */
  public static ObjectMeta named(String namespace, String name) {
    return new ObjectMeta(
        name,
        "",
        namespace,
        "",
        "",
        0,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /** Whether deletion has been asked for. */
  @JsonIgnore
  public boolean isBeingDeleted() {
    return deletionTimestamp.isPresent();
  }

  public boolean hasFinalizer(String finalizer) {
    return finalizers.contains(finalizer);
  }

  public Optional<String> annotation(String key) {
    return Optional.ofNullable(annotations.get(key));
  }

  public Optional<String> label(String key) {
    return Optional.ofNullable(labels.get(key));
  }

  /** The owner that manages this object, where there is one. */
  public Optional<OwnerReference> controller() {
    return ownerReferences.stream().filter(OwnerReference::controller).findFirst();
  }

  public ObjectMeta withFinalizer(String finalizer) {
    if (hasFinalizer(finalizer)) {
      return this;
    }
    List<String> all = new ArrayList<>(finalizers);
    all.add(finalizer);
    return withFinalizers(all);
  }

  public ObjectMeta withoutFinalizer(String finalizer) {
    return withFinalizers(finalizers.stream().filter(f -> !f.equals(finalizer)).toList());
  }

  public ObjectMeta withFinalizers(List<String> replacement) {
    return new ObjectMeta(
        name,
        generateName,
        namespace,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        deletionTimestamp,
        labels,
        annotations,
        replacement,
        ownerReferences);
  }

  public ObjectMeta withAnnotation(String key, String value) {
    Map<String, String> all = new TreeMap<>(annotations);
    all.put(key, value);
    return withAnnotations(all);
  }

  public ObjectMeta withAnnotations(Map<String, String> replacement) {
    return new ObjectMeta(
        name,
        generateName,
        namespace,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        deletionTimestamp,
        labels,
        replacement,
        finalizers,
        ownerReferences);
  }

  public ObjectMeta withLabels(Map<String, String> replacement) {
    return new ObjectMeta(
        name,
        generateName,
        namespace,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        deletionTimestamp,
        replacement,
        annotations,
        finalizers,
        ownerReferences);
  }

  /** The same, belonging to nobody: what owned it takes it along no more. */
  public ObjectMeta withoutOwners() {
    return new ObjectMeta(
        name,
        generateName,
        namespace,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        deletionTimestamp,
        labels,
        annotations,
        finalizers,
        List.of());
  }

  public ObjectMeta withOwner(OwnerReference owner) {
    List<OwnerReference> all = new ArrayList<>(ownerReferences);
    all.add(owner);
    return new ObjectMeta(
        name,
        generateName,
        namespace,
        uid,
        resourceVersion,
        generation,
        creationTimestamp,
        deletionTimestamp,
        labels,
        annotations,
        finalizers,
        all);
  }
}
