package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceType;
import java.util.Comparator;

/**
 * Names one object of the store.
 *
 * @param resource plural and group, such as {@code notebooks.heddle.dev}
 * @param namespace the namespace, empty for cluster-wide kinds
 * @param name the name within the namespace
 */
record ObjectId(String resource, String namespace, String name) implements Comparable<ObjectId> {

  private static final Comparator<ObjectId> ORDER =
      Comparator.comparing(ObjectId::resource)
          .thenComparing(ObjectId::namespace)
          .thenComparing(ObjectId::name);

  ObjectId {
    requireNonNull(resource, "resource is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
  }

  static ObjectId of(ResourceType<?> type, String namespace, String name) {
    return new ObjectId(type.toString(), type.namespaced() ? namespace : "", name);
  }

  @Override
  public int compareTo(ObjectId other) {
    return ORDER.compare(this, other);
  }

  /** {@code notebooks.heddle.dev team-a/churn}, as messages name it. */
  @Override
  public String toString() {
    return resource + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
