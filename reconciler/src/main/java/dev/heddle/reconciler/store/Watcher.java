package dev.heddle.reconciler.store;

import dev.heddle.crd.meta.Resource;

/**
 * Receives the changes of a watch, one at a time, in the store's order. Must not block.
 *
 * @param <R> the kind that is watched
 */
public interface Watcher<R extends Resource> {

  void onChange(Change change, R resource);

  /**
   * The watch has ended by itself and will call no more: list and watch again.
   *
   * @param cause why; {@link StoreException.Reason#EXPIRED} when changes were missed
   */
  void onEnd(StoreException cause);

  /** What became of the object. */
  enum Change {
    ADDED,
    MODIFIED,
    /** The resource is the last version, carrying the resourceVersion of the deletion. */
    DELETED
  }
}
