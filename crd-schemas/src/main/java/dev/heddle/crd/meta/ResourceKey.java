package dev.heddle.crd.meta;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Names one resource. A name is not an identity: after delete and recreate the key is the same and
 * the uid is not (I1).
 *
 * @param kind the kind in CamelCase
 * @param namespace the namespace, empty for cluster-wide kinds
 * @param name the name within the namespace
 */
public record ResourceKey(String kind, String namespace, String name)
    implements Comparable<ResourceKey> {

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::kind)
          .thenComparing(ResourceKey::namespace)
          .thenComparing(ResourceKey::name);

  public ResourceKey {
    requireNonNull(kind, "kind is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
  }

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }

  /** {@code Notebook team-a/churn}, or {@code NotebookClass small} without a namespace. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }
}
