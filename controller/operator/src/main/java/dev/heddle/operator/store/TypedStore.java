package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.operator.store.ObjectStore.Scope;
import dev.heddle.operator.store.ObjectStore.Snapshot;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's view of an object store: records in and out. */
public final class TypedStore implements ResourceStore {

  private static final Logger LOG = LoggerFactory.getLogger(TypedStore.class);

  private final ObjectStore objects;

  public TypedStore(ObjectStore objects) {
    this.objects = requireNonNull(objects, "objects is null");
  }

  @Override
  public <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name) {
    return objects.get(type, namespace, name).map(tree -> typed(type, tree));
  }

  @Override
  public <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace) {
    Snapshot snapshot = objects.list(type, namespace);
    List<R> items =
        snapshot.items().stream().flatMap(tree -> readable(type, tree).stream()).toList();
    return new Listing<>(items, snapshot.resourceVersion());
  }

  @Override
  public <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher) {
    return objects.watch(type, "", resourceVersion, new TypedWatcher<>(type, watcher));
  }

  @Override
  public <R extends Resource> R create(ResourceType<R> type, R resource) {
    return typed(type, objects.create(type, Json.toTree(resource)));
  }

  @Override
  public <R extends Resource> R update(ResourceType<R> type, R resource) {
    return typed(type, objects.update(type, Json.toTree(resource), Scope.SPEC));
  }

  @Override
  public <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    return typed(type, objects.update(type, Json.toTree(resource), Scope.METADATA));
  }

  @Override
  public <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    return typed(type, objects.update(type, Json.toTree(resource), Scope.STATUS));
  }

  @Override
  public <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    objects.delete(type, namespace, name, preconditions);
  }

  private static <R extends Resource> R typed(ResourceType<R> type, ObjectNode tree) {
    try {
      return Json.fromTree(type, tree);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Reason.INVALID, e.getMessage(), e);
    }
  }

  /** One object that an older or newer version wrote must not hide all others. */
  private static <R extends Resource> Optional<R> readable(ResourceType<R> type, ObjectNode tree) {
    try {
      return Optional.of(Json.fromTree(type, tree));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "{} {}/{} is left out: {}",
          type.kind(),
          tree.path("metadata").path("namespace").asText(""),
          tree.path("metadata").path("name").asText(""),
          e.getMessage());
      return Optional.empty();
    }
  }

  private record TypedWatcher<R extends Resource>(ResourceType<R> type, Watcher<R> watcher)
      implements ObjectWatcher {

    @Override
    public void onChange(Change change, ObjectNode object) {
      readable(type, object).ifPresent(resource -> watcher.onChange(change, resource));
    }

    @Override
    public void onEnd(StoreException cause) {
      watcher.onEnd(cause);
    }
  }
}
