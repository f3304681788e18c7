package dev.heddle.reconciler.store;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import java.util.List;
import java.util.Optional;

/**
 * Typed access to resources with Kubernetes semantics: optimistic writes on {@code
 * metadata.resourceVersion}, a status that is written apart from the spec, deletion that waits for
 * finalizers. Every method may throw {@link StoreException}.
 */
public interface ResourceStore {

  /** The newest version of one object. */
  <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name);

  /** A consistent snapshot; an empty namespace means all. */
  <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace);

  /**
   * Follows all changes of a kind after {@code resourceVersion}, in order and without gaps, until
   * closed.
   *
   * @throws StoreException with {@link StoreException.Reason#EXPIRED} when the version is too old;
   *     list again then
   */
  <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher);

  /** Writes a new object; the store assigns uid, version, generation and time. */
  <R extends Resource> R create(ResourceType<R> type, R resource);

  /** Replaces metadata and spec of the version in hand; the status in the store stays. */
  <R extends Resource> R update(ResourceType<R> type, R resource);

  /**
   * Replaces labels, annotations, finalizers and owners of the version in hand; spec and status in
   * the store stay to the letter. Removing the last finalizer of an object that is being deleted
   * removes the object.
   */
  <R extends Resource> R updateMetadata(ResourceType<R> type, R resource);

  /** Replaces the status of the version in hand; metadata and spec in the store stay. */
  <R extends Resource> R updateStatus(ResourceType<R> type, R resource);

  /**
   * Asks for deletion: the object goes at once, or gets a deletionTimestamp and goes with its last
   * finalizer.
   */
  <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions);

  /**
   * Objects of one moment.
   *
   * @param items the objects
   * @param resourceVersion the moment: a watch from here misses nothing
   */
  record Listing<R extends Resource>(List<R> items, String resourceVersion) {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * What must hold of the object for a deletion.
   *
   * @param uid when present, the identity it must have (I1)
   * @param resourceVersion when present, the version it must have
   */
  record Preconditions(Optional<String> uid, Optional<String> resourceVersion) {
    public static Preconditions none() {
      return new Preconditions(Optional.empty(), Optional.empty());
    }

    public static Preconditions uid(String uid) {
      return new Preconditions(Optional.of(uid), Optional.empty());
    }
  }

  /** A running watch. */
  interface Subscription extends AutoCloseable {
    /** Ends the watch; no call of the watcher starts after this returns. */
    @Override
    void close();
  }
}
