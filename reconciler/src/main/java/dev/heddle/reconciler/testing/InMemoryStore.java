package dev.heddle.reconciler.testing;

import static dev.heddle.reconciler.store.StoreException.Reason.ALREADY_EXISTS;
import static dev.heddle.reconciler.store.StoreException.Reason.CONFLICT;
import static dev.heddle.reconciler.store.StoreException.Reason.EXPIRED;
import static dev.heddle.reconciler.store.StoreException.Reason.INVALID;
import static dev.heddle.reconciler.store.StoreException.Reason.NOT_FOUND;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.store.Watcher.Change;
import dev.heddle.reconciler.time.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A store in memory with the semantics of the real one: versions, generations, conflicts, deletion
 * that waits for finalizers, garbage collection by owner, watches with a history that can be too
 * short, writes that change nothing and keep the version. What is read has gone through JSON, as in
 * the real one. Watches and garbage collection run as tasks of the scheduler.
 *
 * <p>This is the truth, and it does not fail: a test reads and writes it directly in the role of
 * the user, and gives the engine an {@link UnreliableStore} before it.
 */
public final class InMemoryStore implements ResourceStore {

  private final Scheduler scheduler;
  private final SortedMap<ResourceKey, Stored> objects = new TreeMap<>();
  private final List<Revision> history = new ArrayList<>();
  private final Set<WatchStream<?>> streams = new HashSet<>();
  private long version;
  private long oldestWatchable;
  private long uids;

  /**
   * An empty store.
   *
   * @param scheduler the time of creations and deletions; delivers to watchers
   */
  public InMemoryStore(Scheduler scheduler) {
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  @Override
  public synchronized <R extends Resource> Optional<R> get(
      ResourceType<R> type, String namespace, String name) {
    return Optional.ofNullable(objects.get(type.key(namespace, name))).map(s -> s.as(type));
  }

  @Override
  public synchronized <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace) {
    return listing(type, namespace, objects, version);
  }

  /** What {@link #get} would have said when that version was the newest. */
  synchronized <R extends Resource> Optional<R> getAt(
      long moment, ResourceType<R> type, String namespace, String name) {
    return Optional.ofNullable(at(moment).get(type.key(namespace, name))).map(s -> s.as(type));
  }

  /** What {@link #list} would have said when that version was the newest. */
  synchronized <R extends Resource> Listing<R> listAt(
      long moment, ResourceType<R> type, String namespace) {
    return listing(type, namespace, at(moment), moment);
  }

  private SortedMap<ResourceKey, Stored> at(long moment) {
    SortedMap<ResourceKey, Stored> then = new TreeMap<>();
    for (Revision revision : history) {
      if (revision.version > moment) {
        break;
      }
      if (revision.change == Change.DELETED) {
        then.remove(revision.key);
      } else {
        then.put(revision.key, revision.object);
      }
    }
    return then;
  }

  private static <R extends Resource> Listing<R> listing(
      ResourceType<R> type, String namespace, SortedMap<ResourceKey, Stored> all, long version) {
    List<R> items =
        all.tailMap(type.key(type.namespaced() ? namespace : "", "")).entrySet().stream()
            .takeWhile(e -> e.getKey().kind().equals(type.kind()))
            .filter(e -> namespace.isEmpty() || e.getKey().namespace().equals(namespace))
            .map(e -> e.getValue().as(type))
            .toList();
    return new Listing<>(items, Long.toString(version));
  }

  @Override
  public synchronized <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher) {
    long after = resourceVersion.isEmpty() ? 0 : Long.parseLong(resourceVersion);
    if (after < oldestWatchable) {
      throw new StoreException(
          EXPIRED, "version " + after + " is older than the history from " + oldestWatchable);
    }
    WatchStream<R> stream = new WatchStream<>(type, watcher, scheduler, streams::remove);
    streams.add(stream);
    for (Revision revision : history) {
      if (revision.version > after) {
        stream.offer(revision);
      }
    }
    return stream;
  }

  @Override
  public synchronized <R extends Resource> R create(ResourceType<R> type, R resource) {
    ObjectMeta wanted = resource.metadata();
    String name =
        wanted.name().isEmpty() && !wanted.generateName().isEmpty()
            ? wanted.generateName() + Long.toString(uids + 1, 36)
            : wanted.name();
    if (name.isEmpty()) {
      throw new StoreException(INVALID, "metadata.name is missing");
    }
    ResourceKey key = type.key(wanted.namespace(), name);
    if (objects.containsKey(key)) {
      throw new StoreException(ALREADY_EXISTS, key + " exists already");
    }
    ObjectMeta metadata =
        new ObjectMeta(
            name,
            wanted.generateName(),
            wanted.namespace(),
            "uid-" + ++uids,
            "",
            1,
            Optional.of(scheduler.now()),
            Optional.empty(),
            wanted.labels(),
            wanted.annotations(),
            wanted.finalizers(),
            wanted.ownerReferences());
    ObjectNode tree = Json.toTree(resource);
    tree.remove("status");
    R created = commit(type, key, Change.ADDED, Stored.of(metadata, tree));
    if (!metadata.ownerReferences().isEmpty()) {
      scheduler.execute(this::collectGarbage);
    }
    return created;
  }

  @Override
  public synchronized <R extends Resource> R update(ResourceType<R> type, R resource) {
    Stored before = held(type, resource);
    ObjectNode tree = Json.toTree(resource);
    tree.remove("status");
    if (before.tree().has("status")) {
      tree.set("status", before.tree().get("status"));
    }
    return replace(type, before, before.edited(resource.metadata(), tree));
  }

  @Override
  public synchronized <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    Stored before = held(type, resource);
    return replace(type, before, before.edited(resource.metadata(), before.tree()));
  }

  @Override
  public synchronized <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    Stored before = held(type, resource);
    ObjectNode tree = before.tree().deepCopy();
    ObjectNode wanted = Json.toTree(resource);
    tree.remove("status");
    if (wanted.has("status")) {
      tree.set("status", wanted.get("status"));
    }
    return replace(type, before, before.withTree(tree));
  }

  @Override
  public synchronized <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    ResourceKey key = type.key(namespace, name);
    Stored before = existing(key);
    check(key, before, preconditions.uid(), preconditions.resourceVersion());
    delete(key, before);
  }

  private void delete(ResourceKey key, Stored before) {
    if (before.metadata().finalizers().isEmpty()) {
      remove(key, before);
    } else if (!before.metadata().isBeingDeleted()) {
      write(key, Change.MODIFIED, before.beingDeleted(scheduler.now()));
    }
  }

  private Stored existing(ResourceKey key) {
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new StoreException(NOT_FOUND, key + " does not exist");
    }
    return stored;
  }

  private <R extends Resource> Stored held(ResourceType<R> type, R resource) {
    ObjectMeta metadata = resource.metadata();
    ResourceKey key = type.key(metadata.namespace(), metadata.name());
    Stored stored = existing(key);
    check(key, stored, given(metadata.uid()), given(metadata.resourceVersion()));
    return stored;
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static void check(
      ResourceKey key, Stored stored, Optional<String> uid, Optional<String> resourceVersion) {
    ObjectMeta metadata = stored.metadata();
    if (uid.isPresent() && !uid.get().equals(metadata.uid())) {
      throw new StoreException(CONFLICT, key + " is " + metadata.uid() + " now, not " + uid.get());
    }
    if (resourceVersion.isPresent() && !resourceVersion.get().equals(metadata.resourceVersion())) {
      throw new StoreException(
          CONFLICT,
          key + " is at version " + metadata.resourceVersion() + ", not " + resourceVersion.get());
    }
  }

  private <R extends Resource> R replace(ResourceType<R> type, Stored before, Stored after) {
    ResourceKey key = type.key(before.metadata().namespace(), before.metadata().name());
    if (after.sameAs(before)) {
      return before.as(type);
    }
    if (after.metadata().isBeingDeleted() && after.metadata().finalizers().isEmpty()) {
      return remove(key, after).as(type);
    }
    return commit(type, key, Change.MODIFIED, after);
  }

  private <R extends Resource> R commit(
      ResourceType<R> type, ResourceKey key, Change change, Stored object) {
    return write(key, change, object).as(type);
  }

  private Stored write(ResourceKey key, Change change, Stored object) {
    Stored written = object.atVersion(Long.toString(++version));
    objects.put(key, written);
    publish(new Revision(version, key, change, written));
    return written;
  }

  private Stored remove(ResourceKey key, Stored last) {
    Stored removed = last.atVersion(Long.toString(++version));
    objects.remove(key);
    publish(new Revision(version, key, Change.DELETED, removed));
    scheduler.execute(this::collectGarbage);
    return removed;
  }

  private void publish(Revision revision) {
    history.add(revision);
    List.copyOf(streams).forEach(stream -> stream.offer(revision));
  }

  /** Objects all of whose owners are gone are deleted, as Kubernetes does it: some time later. */
  private synchronized void collectGarbage() {
    Set<String> uidsAlive = new HashSet<>();
    objects.values().forEach(stored -> uidsAlive.add(stored.metadata().uid()));
    for (Map.Entry<ResourceKey, Stored> entry : List.copyOf(objects.entrySet())) {
      List<OwnerReference> owners = entry.getValue().metadata().ownerReferences();
      if (!owners.isEmpty() && owners.stream().noneMatch(o -> uidsAlive.contains(o.uid()))) {
        delete(entry.getKey(), entry.getValue());
      }
    }
  }

  /** The newest version. */
  public synchronized String version() {
    return Long.toString(version);
  }

  /** How many objects there are, of all kinds. */
  public synchronized int size() {
    return objects.size();
  }

  /** Forgets the history up to now: watches from before find their version EXPIRED. */
  public synchronized void compact() {
    oldestWatchable = version;
  }

  /** How many watches are open: a leak shows here (L10). */
  public synchronized int watches() {
    return streams.size();
  }

  /** One change of one object. */
  record Revision(long version, ResourceKey key, Change change, Stored object) {}
}
