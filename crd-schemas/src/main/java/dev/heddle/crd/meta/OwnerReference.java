package dev.heddle.crd.meta;

import static java.util.Objects.requireNonNull;

/**
 * Points from an owned object to its owner; when the owner (by uid) is gone, the object goes too.
 *
 * @param apiVersion the owner's group and version
 * @param kind the owner's kind
 * @param name the owner's name
 * @param uid the owner's uid: the identity that counts
 * @param controller whether the owner is the one that manages the object
 * @param blockOwnerDeletion whether foreground deletion of the owner waits for the object
 */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {

  public OwnerReference {
    requireNonNull(apiVersion, "apiVersion is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(uid, "uid is null");
  }

  /** The reference that a controller puts on what it makes for {@code owner}. */
  public static OwnerReference controllerOf(Resource owner) {
    return new OwnerReference(
        owner.apiVersion(),
        owner.kind(),
        owner.metadata().name(),
        owner.metadata().uid(),
        true,
        true);
  }
}
