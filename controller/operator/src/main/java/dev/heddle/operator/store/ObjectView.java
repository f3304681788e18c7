package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The store as one party uses it: with the leader's epoch in every write, or without. */
final class ObjectView implements ObjectStore {

  private static final int NAME_ATTEMPTS = 5;

  private final OptionalInt epoch;
  private final ObjectCache cache;
  private final Freshness freshness;
  private final Writes writes;
  private final Surroundings surroundings;
  private final Supplier<Deadline> deadlines;
  private final EventBooks events;

  ObjectView(
      OptionalInt epoch,
      ObjectCache cache,
      Freshness freshness,
      Writes writes,
      Surroundings surroundings,
      Supplier<Deadline> deadlines) {
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.freshness = requireNonNull(freshness, "freshness is null");
    this.writes = requireNonNull(writes, "writes is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.deadlines = requireNonNull(deadlines, "deadlines is null");
    this.events = new EventBooks(epoch, cache, writes, surroundings);
  }

  @Override
  public Optional<ObjectNode> get(ResourceType<?> type, String namespace, String name) {
    Optional<StoredObject> object = cached(type, namespace, name);
    if (object.isEmpty()) {
      // Absence is what controllers act on: be sure of it.
      freshness.refresh(deadlines.get());
      object = cached(type, namespace, name);
    }
    return object.map(StoredObject::tree);
  }

  private Optional<StoredObject> cached(ResourceType<?> type, String namespace, String name) {
    return isEvent(type)
        ? events.get(namespace, name)
        : cache.get(ObjectId.of(type, namespace, name));
  }

  private static boolean isEvent(ResourceType<?> type) {
    return type.toString().equals(EventBook.RESOURCE);
  }

  @Override
  public Snapshot list(ResourceType<?> type, String namespace) {
    ObjectCache.Moment moment = moment(type, namespace);
    return new Snapshot(
        moment.objects().stream().map(StoredObject::tree).toList(), Long.toString(moment.zxid()));
  }

  @Override
  public Listing listing(ResourceType<?> type, String namespace) {
    ObjectCache.Moment moment = moment(type, namespace);
    return new Listing(List.copyOf(moment.objects()), Long.toString(moment.zxid()));
  }

  private ObjectCache.Moment moment(ResourceType<?> type, String namespace) {
    freshness.refresh(deadlines.get());
    return isEvent(type)
        ? events.list(namespace)
        : cache.list(type.toString(), type.namespaced() ? namespace : "");
  }

  @Override
  public Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher) {
    return cache.watch(
        type.toString(), type.namespaced() ? namespace : "", zxid(resourceVersion), watcher);
  }

  private static long zxid(String resourceVersion) {
    try {
      return Long.parseLong(resourceVersion);
    } catch (NumberFormatException e) {
      throw new StoreException(
          Reason.INVALID,
          "resourceVersion: found '" + resourceVersion + "', allowed is what a list answered",
          e);
    }
  }

  @Override
  public ObjectNode create(ResourceType<?> type, ObjectNode object) {
    if (isEvent(type)) {
      return events.add(object);
    }
    String namespace = namespace(type, object);
    if (type.namespaced()) {
      ensureNamespace(namespace);
    }
    String name = object.path("metadata").path("name").asText("");
    String prefix = object.path("metadata").path("generateName").asText("");
    if (name.isEmpty() && !prefix.isEmpty()) {
      return createGenerated(type, object, namespace, prefix);
    }
    Layout.checkName(type.kind() + " metadata.name", name);
    return createNamed(type, object, namespace, name);
  }

  private ObjectNode createGenerated(
      ResourceType<?> type, ObjectNode object, String namespace, String prefix) {
    for (int attempt = 1; ; attempt++) {
      String name = prefix + Suffix.of(surroundings.uids().get());
      Layout.checkName(type.kind() + " metadata.name", name);
      try {
        return createNamed(type, object, namespace, name);
      } catch (StoreException e) {
        if (e.reason() != Reason.ALREADY_EXISTS || attempt == NAME_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private ObjectNode createNamed(
      ResourceType<?> type, ObjectNode object, String namespace, String name) {
    ObjectId id = ObjectId.of(type, namespace, name);
    ObjectNode body =
        ObjectRules.created(
            type, object, name, surroundings.uids().get(), surroundings.clock().instant());
    return writes.write(
        id,
        epoch,
        current -> {
          if (current.isPresent()) {
            throw new StoreException(Reason.ALREADY_EXISTS, id + " exists already");
          }
          return new Mutation.Create(
              body, type.namespaced() ? Optional.of(openNamespace(id)) : Optional.empty());
        });
  }

  private StoredObject openNamespace(ObjectId of) {
    StoredObject namespace =
        cache
            .get(ObjectId.of(Kinds.NAMESPACE, "", of.namespace()))
            .orElseThrow(
                () ->
                    new StoreException(
                        Reason.CONFLICT, of + ": its namespace has just been deleted"));
    if (ObjectRules.isBeingDeleted(namespace.tree())) {
      throw new StoreException(
          Reason.CONFLICT,
          of + ": namespace " + of.namespace() + " is being deleted and takes in nothing new");
    }
    return namespace;
  }

  /** The first object makes its namespace, as the directory of a spec file does. */
  private void ensureNamespace(String name) {
    if (cache.get(ObjectId.of(Kinds.NAMESPACE, "", name)).isPresent()) {
      return;
    }
    ObjectNode namespace = JsonNodeFactory.instance.objectNode();
    namespace.putObject("metadata").put("name", name);
    try {
      createNamed(Kinds.NAMESPACE, namespace, "", name);
    } catch (StoreException e) {
      if (e.reason() != Reason.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  @Override
  public ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope) {
    if (isEvent(type)) {
      throw new StoreException(
          Reason.INVALID, "an Event cannot be changed: record another one, equal ones are counted");
    }
    String name = object.path("metadata").path("name").asText("");
    Layout.checkName(type.kind() + " metadata.name", name);
    ObjectId id = ObjectId.of(type, namespace(type, object), name);
    return writes.write(
        id, epoch, current -> ObjectRules.updated(existing(id, current), object, scope));
  }

  @Override
  public ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    if (isEvent(type)) {
      return events.delete(namespace, name);
    }
    ObjectId id = ObjectId.of(type, namespace, name);
    Instant now = surroundings.clock().instant();
    return writes.write(
        id, epoch, current -> ObjectRules.deleted(existing(id, current), preconditions, now));
  }

  private static StoredObject existing(ObjectId id, Optional<StoredObject> current) {
    return current.orElseThrow(() -> new StoreException(Reason.NOT_FOUND, id + " does not exist"));
  }

  private static String namespace(ResourceType<?> type, ObjectNode object) {
    if (!type.namespaced()) {
      return "";
    }
    String namespace = object.path("metadata").path("namespace").asText("");
    Layout.checkName(type.kind() + " metadata.namespace", namespace);
    return namespace;
  }
}
