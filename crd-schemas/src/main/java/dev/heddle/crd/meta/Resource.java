package dev.heddle.crd.meta;

/** A desired state with identity: the common face of every kind (Kubernetes API conventions). */
public interface Resource {

  /** Group and version, such as {@code heddle.dev/v1}. */
  String apiVersion();

  /** The kind in CamelCase, such as {@code Notebook}. */
  String kind();

  /** Identity, ownership and bookkeeping. */
  ObjectMeta metadata();

  /** The key by which queues, caches and logs speak of this resource. */
  default ResourceKey key() {
    return new ResourceKey(kind(), metadata().namespace(), metadata().name());
  }
}
