package dev.heddle.operator.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All objects as of one transaction. Not thread-safe: the cache guards it. */
final class Contents {

  private final Map<String, TreeMap<ObjectId, StoredObject>> byResource = new HashMap<>();
  private final Map<String, String> sharedStrings = new HashMap<>();
  private long applied;

  /**
   * @param applied every change up to this transaction is in what gets {@link #put}
   */
  Contents(long applied) {
    this.applied = applied;
  }

  /** The newest transaction that is in here. */
  long applied() {
    return applied;
  }

  /** A transaction that changed no object. */
  void advance(long zxid) {
    applied = Math.max(applied, zxid);
  }

  void put(StoredObject object) {
    ObjectId id = shared(object.id());
    byResource.computeIfAbsent(id.resource(), r -> new TreeMap<>()).put(id, object.under(id));
  }

  Optional<StoredObject> get(ObjectId id) {
    return Optional.ofNullable(byResource.get(id.resource())).map(m -> m.get(id));
  }

  /** By namespace and name; an empty namespace means all. */
  List<StoredObject> list(String resource, String namespace) {
    NavigableMap<ObjectId, StoredObject> all = byResource.get(resource);
    if (all == null) {
      return List.of();
    }
    if (namespace.isEmpty()) {
      return new ArrayList<>(all.values());
    }
    // Names hold no NUL, and the next namespace in order is not smaller than this one + NUL.
    ObjectId from = new ObjectId(resource, namespace, "");
    ObjectId to = new ObjectId(resource, namespace + "\0", "");
    return new ArrayList<>(all.subMap(from, true, to, false).values());
  }

  /**
   * Takes over one entry of the log.
   *
   * @return what it changed; empty when that was in here already, as it may be after a load
   */
  Optional<Step> apply(long zxid, LogEntry.Changed entry) {
    advance(zxid);
    Optional<StoredObject> before = get(entry.id());
    if (before.map(StoredObject::zxid).orElse(0L) >= zxid) {
      return Optional.empty();
    }
    ObjectId id = before.map(StoredObject::id).orElseGet(() -> shared(entry.id()));
    StoredObject after = new StoredObject(id, zxid, entry.version(), entry.body().array());
    TreeMap<ObjectId, StoredObject> objects =
        byResource.computeIfAbsent(id.resource(), r -> new TreeMap<>());
    switch (entry.change()) {
      case ADDED, MODIFIED -> objects.put(id, after);
      case DELETED -> {
        if (objects.remove(id) == null) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Step(before, after));
  }

  /** Kinds and namespaces repeat in every name: keep one copy of each. */
  private ObjectId shared(ObjectId id) {
    return new ObjectId(
        sharedStrings.computeIfAbsent(id.resource(), s -> s),
        sharedStrings.computeIfAbsent(id.namespace(), s -> s),
        id.name());
  }

  /**
   * One applied change.
   *
   * @param before the version it replaced
   * @param after the version it wrote; for a deletion the last version
   */
  record Step(Optional<StoredObject> before, StoredObject after) {}
}
