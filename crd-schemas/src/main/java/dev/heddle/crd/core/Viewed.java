package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * The identity of an object that is computed from another and never kept, such as a Pod. What else
 * it says is in its JSON tree only: no Java code of Heddle reads it.
 *
 * @param apiVersion group and version
 * @param kind the kind
 * @param metadata identity and ownership
 */
public record Viewed(String apiVersion, String kind, ObjectMeta metadata) implements Resource {

  public Viewed {
    requireNonNull(apiVersion, "apiVersion is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(metadata, "metadata is null");
  }
}
