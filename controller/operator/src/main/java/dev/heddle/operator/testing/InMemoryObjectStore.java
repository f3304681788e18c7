package dev.heddle.operator.testing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Objects in memory with the semantics that {@link ObjectStore} promises. */
public final class InMemoryObjectStore implements ObjectStore {

  private final Clock clock;
  private final int changesKept;

  @GuardedBy("this")
  private final TreeMap<ResourceKey, ObjectNode> objects = new TreeMap<>();

  @GuardedBy("this")
  private final Deque<LoggedChange> log = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<Watch> watches = new ArrayList<>();

  @GuardedBy("this")
  private Optional<Reason> outage = Optional.empty();

  @GuardedBy("this")
  private long revision = 100;

  @GuardedBy("this")
  private long forgotten = 100;

  /**
   * @param changesKept from how many changes ago a watch may begin
   */
  public InMemoryObjectStore(Clock clock, int changesKept) {
    this.clock = requireNonNull(clock, "clock is null");
    this.changesKept = changesKept;
  }

  private record LoggedChange(
      long revision, ResourceType<?> type, Change change, ObjectNode object) {}

  private record Watch(ResourceType<?> type, String namespace, ObjectWatcher watcher) {
    void offer(LoggedChange logged) {
      String place = logged.object.path("metadata").path("namespace").asText("");
      if (logged.type.equals(type) && (namespace.isEmpty() || namespace.equals(place))) {
        watcher.onChange(logged.change, logged.object);
      }
    }
  }

  /** Every call fails in this way until {@link #heal}. */
  public synchronized void breakDown(Reason reason) {
    outage = Optional.of(reason);
  }

  public synchronized void heal() {
    outage = Optional.empty();
  }

  /** Ends all watches, as a lost session does. */
  public synchronized void endWatches(Reason reason) {
    List<Watch> ended = List.copyOf(watches);
    watches.clear();
    ended.forEach(w -> w.watcher.onEnd(new StoreException(reason, "the session was lost")));
  }

  /** How many watches are open. */
  public synchronized int openWatches() {
    return watches.size();
  }

  @Override
  public synchronized Optional<ObjectNode> get(
      ResourceType<?> type, String namespace, String name) {
    requireUp();
    return Optional.ofNullable(objects.get(type.key(namespace, name)));
  }

  @Override
  public synchronized Snapshot list(ResourceType<?> type, String namespace) {
    requireUp();
    List<ObjectNode> items = new ArrayList<>();
    objects.forEach(
        (key, object) -> {
          if (key.kind().equals(type.kind())
              && (namespace.isEmpty() || namespace.equals(key.namespace()))) {
            items.add(object);
          }
        });
    return new Snapshot(items, Long.toString(revision));
  }

  @Override
  public synchronized Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher) {
    requireUp();
    long from = Long.parseLong(resourceVersion);
    if (from < forgotten) {
      throw new StoreException(
          Reason.EXPIRED, "too old resource version: " + from + " (" + forgotten + ")");
    }
    Watch watch = new Watch(type, namespace, watcher);
    log.stream().filter(logged -> logged.revision > from).forEach(watch::offer);
    watches.add(watch);
    return () -> {
      synchronized (this) {
        watches.remove(watch);
      }
    };
  }

  @Override
  public synchronized ObjectNode create(ResourceType<?> type, ObjectNode object) {
    requireUp();
    ObjectNode created = object.deepCopy();
    ObjectNode metadata = created.withObject("/metadata");
    if (text(metadata, "name").isEmpty()) {
      metadata.put(
          "name", text(metadata, "generateName") + String.format(Locale.ROOT, "%05x", revision));
    }
    ResourceKey key = type.key(text(metadata, "namespace"), text(metadata, "name"));
    if (objects.containsKey(key)) {
      throw new StoreException(Reason.ALREADY_EXISTS, key + " already exists");
    }
    metadata.put("uid", new UUID(0x4000L, revision).toString());
    metadata.put("generation", 1);
    metadata.put("creationTimestamp", now());
    return put(type, key, Change.ADDED, created);
  }

  @Override
  public synchronized ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope) {
    requireUp();
    ResourceKey key = key(type, object);
    ObjectNode current = existing(key);
    String version = text(object.path("metadata"), "resourceVersion");
    if (!version.isEmpty() && !version.equals(text(current.path("metadata"), "resourceVersion"))) {
      throw new StoreException(Reason.CONFLICT, key + " has been modified");
    }
    ObjectNode updated = merged(current, object, scope);
    if (updated.equals(current)) {
      return current;
    }
    JsonNode metadata = updated.path("metadata");
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      return remove(type, key, updated);
    }
    return put(type, key, Change.MODIFIED, updated);
  }

  private static ObjectNode merged(ObjectNode current, ObjectNode object, Scope scope) {
    ObjectNode updated = current.deepCopy();
    ObjectNode metadata = updated.withObject("/metadata");
    if (scope != Scope.METADATA && object.path("metadata").has("managedFields")) {
      JsonNode owners = object.path("metadata").path("managedFields");
      if (owners.isEmpty()) {
        metadata.remove("managedFields");
      } else {
        metadata.set("managedFields", owners);
      }
    }
    switch (scope) {
      case STATUS -> set(updated, "status", object);
      case METADATA -> mergeMetadata(metadata, object.path("metadata"));
      case SPEC -> {
        mergeMetadata(metadata, object.path("metadata"));
        List<String> names = new ArrayList<>();
        updated.fieldNames().forEachRemaining(names::add);
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("metadata", "status", "apiVersion", "kind"));
        names.forEach(name -> set(updated, name, object));
        ObjectNode before = current.deepCopy().remove(List.of("metadata", "status"));
        if (!before.equals(updated.deepCopy().remove(List.of("metadata", "status")))) {
          metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
      }
    }
    return updated;
  }

  private static void mergeMetadata(ObjectNode metadata, JsonNode wanted) {
    for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      if (wanted.path(field).isEmpty()) {
        metadata.remove(field);
      } else {
        metadata.set(field, wanted.get(field));
      }
    }
  }

  private static void set(ObjectNode target, String field, JsonNode from) {
    if (from.has(field)) {
      target.set(field, from.get(field).deepCopy());
    } else {
      target.remove(field);
    }
  }

  @Override
  public synchronized ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    requireUp();
    ResourceKey key = type.key(namespace, name);
    ObjectNode current = existing(key);
    JsonNode metadata = current.path("metadata");
    boolean holds =
        preconditions.uid().map(text(metadata, "uid")::equals).orElse(true)
            && preconditions
                .resourceVersion()
                .map(text(metadata, "resourceVersion")::equals)
                .orElse(true);
    if (!holds) {
      throw new StoreException(Reason.CONFLICT, key + " is not the one that was meant");
    }
    if (metadata.path("finalizers").isEmpty()) {
      return remove(type, key, current.deepCopy());
    }
    if (metadata.has("deletionTimestamp")) {
      return current;
    }
    ObjectNode marked = current.deepCopy();
    marked.withObject("/metadata").put("deletionTimestamp", now());
    return put(type, key, Change.MODIFIED, marked);
  }

  @GuardedBy("this")
  private ObjectNode put(ResourceType<?> type, ResourceKey key, Change change, ObjectNode object) {
    revision++;
    object.withObject("/metadata").put("resourceVersion", Long.toString(revision));
    objects.put(key, object);
    publish(new LoggedChange(revision, type, change, object));
    return object;
  }

  @GuardedBy("this")
  private ObjectNode remove(ResourceType<?> type, ResourceKey key, ObjectNode last) {
    revision++;
    last.withObject("/metadata").put("resourceVersion", Long.toString(revision));
    objects.remove(key);
    publish(new LoggedChange(revision, type, Change.DELETED, last));
    return last;
  }

  @GuardedBy("this")
  private void publish(LoggedChange logged) {
    log.add(logged);
    if (log.size() > changesKept) {
      forgotten = log.remove().revision;
    }
    List.copyOf(watches).forEach(watch -> watch.offer(logged));
  }

  @GuardedBy("this")
  private ObjectNode existing(ResourceKey key) {
    return Optional.ofNullable(objects.get(key))
        .orElseThrow(() -> new StoreException(Reason.NOT_FOUND, key + " not found"));
  }

  @GuardedBy("this")
  private void requireUp() {
    outage.ifPresent(
        reason -> {
          throw new StoreException(reason, "connection loss");
        });
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static ResourceKey key(ResourceType<?> type, ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return type.key(text(metadata, "namespace"), text(metadata, "name"));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
