package dev.heddle.operator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.List;
import java.util.Optional;

/**
 * Objects as JSON trees, with Kubernetes semantics: the store behind the API. Objects that come in
 * have been validated and defaulted. A tree that was handed out is shared: copy before changing it.
 * Every method may throw {@link StoreException}.
 */
public interface ObjectStore {

  Optional<ObjectNode> get(ResourceType<?> type, String namespace, String name);

  /** A consistent snapshot; an empty namespace means all. */
  Snapshot list(ResourceType<?> type, String namespace);

  /** As {@link #list}, of objects that are parsed only when their tree is asked for. */
  default Listing listing(ResourceType<?> type, String namespace) {
    Snapshot snapshot = list(type, namespace);
    return new Listing(
        snapshot.items().stream().<Item>map(TreeItem::new).toList(), snapshot.resourceVersion());
  }

  /**
   * All changes of a kind after {@code resourceVersion} in the store's order; an empty namespace
   * means all.
   *
   * @throws StoreException with EXPIRED when that version is older than the change log
   */
  Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher);

  ObjectNode create(ResourceType<?> type, ObjectNode object);

  /**
   * Replaces the object. {@code metadata.resourceVersion}, when given, must be the newest. What a
   * write may not change (uid, creationTimestamp, the parts outside {@code scope}) stays; a write
   * that changes nothing keeps the version.
   */
  ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope);

  /** The object as it was left: gone (last version), or waiting for its finalizers. */
  ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions);

  /** The part of an object that a write replaces. */
  enum Scope {
    /** Metadata and spec (and data), as PUT on the object does. */
    SPEC,
    /** Labels, annotations, finalizers and owners only. */
    METADATA,
    /** The status only, as PUT on the status sub-resource does. */
    STATUS
  }

  /**
   * Objects of one moment.
   *
   * @param items the objects, by namespace and name
   * @param resourceVersion the moment
   */
  record Snapshot(List<ObjectNode> items, String resourceVersion) {
    public Snapshot {
      items = List.copyOf(items);
    }
  }

  /** One object of a listing. */
  interface Item {
    String namespace();

    String name();

    String resourceVersion();

    /** Shared by all who ask: copy before changing it. */
    ObjectNode tree();

    /** The object as JSON, with its resourceVersion. */
    byte[] json();

    /** An object that is there as a tree. */
    static Item of(ObjectNode tree) {
      return new TreeItem(tree);
    }
  }

  /**
   * Objects of one moment, each as it is stored.
   *
   * @param items the objects, by namespace and name
   * @param resourceVersion the moment
   */
  record Listing(List<Item> items, String resourceVersion) {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /** Receives changes, one at a time, in order. Must not block. */
  interface ObjectWatcher {
    void onChange(Change change, ObjectNode object);

    /** The same, for those who may do without the tree. */
    default void onChange(Change change, Item item) {
      onChange(change, item.tree());
    }

    /** The watch ended by itself: list and watch again. */
    void onEnd(StoreException cause);
  }
}
