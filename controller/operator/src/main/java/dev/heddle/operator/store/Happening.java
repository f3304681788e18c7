package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.Watcher.Change;

/**
 * One change as watches report it.
 *
 * @param zxid the transaction
 * @param change what became of the object
 * @param object the version to show
 */
record Happening(long zxid, Change change, StoredObject object) {
  Happening {
    requireNonNull(change, "change is null");
    requireNonNull(object, "object is null");
  }

  boolean concerns(String resource, String namespace) {
    ObjectId id = object.id();
    return id.resource().equals(resource)
        && (namespace.isEmpty() || id.namespace().equals(namespace));
  }
}
