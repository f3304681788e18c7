package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.Watcher;
import java.util.Optional;

/**
 * A store that refuses the writes of a term that is over. The store behind it checks the epoch in
 * each write as well; this one saves the call.
 */
final class FencedStore implements ResourceStore {

  private final ResourceStore store;
  private final Leadership leadership;

  FencedStore(ResourceStore store, Leadership leadership) {
    this.store = store;
    this.leadership = leadership;
  }

  @Override
  public <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name) {
    return store.get(type, namespace, name);
  }

  @Override
  public <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace) {
    return store.list(type, namespace);
  }

  @Override
  public <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher) {
    return store.watch(type, resourceVersion, watcher);
  }

  @Override
  public <R extends Resource> R create(ResourceType<R> type, R resource) {
    leadership.check();
    return store.create(type, resource);
  }

  @Override
  public <R extends Resource> R update(ResourceType<R> type, R resource) {
    leadership.check();
    return store.update(type, resource);
  }

  @Override
  public <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    leadership.check();
    return store.updateMetadata(type, resource);
  }

  @Override
  public <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    leadership.check();
    return store.updateStatus(type, resource);
  }

  @Override
  public <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    leadership.check();
    store.delete(type, namespace, name, preconditions);
  }
}
