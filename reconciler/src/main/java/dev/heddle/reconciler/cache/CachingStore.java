package dev.heddle.reconciler.cache;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose writes are in the cache before they return. A write that was refused because the
 * cache was behind, or whose answer was lost, reads the object anew, so that the next pass knows
 * better.
 */
public final class CachingStore implements ResourceStore {

  private static final Logger LOG = LoggerFactory.getLogger(CachingStore.class);

  private final ResourceStore store;
  private final Informers informers;

  public CachingStore(ResourceStore store, Informers informers) {
    this.store = requireNonNull(store, "store is null");
    this.informers = requireNonNull(informers, "informers is null");
  }

  @Override
  public <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name) {
    Optional<R> found = store.get(type, namespace, name);
    found.ifPresent(resource -> informers.find(type).ifPresent(i -> i.read(resource)));
    return found;
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
    return write(type, resource.metadata(), () -> store.create(type, resource));
  }

  @Override
  public <R extends Resource> R update(ResourceType<R> type, R resource) {
    return write(type, resource.metadata(), () -> store.update(type, resource));
  }

  @Override
  public <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    return write(type, resource.metadata(), () -> store.updateMetadata(type, resource));
  }

  @Override
  public <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    return write(type, resource.metadata(), () -> store.updateStatus(type, resource));
  }

  /** Afterwards the cache shows what the deletion left: nothing, or an object that waits. */
  @Override
  public <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    ResourceKey key = type.key(namespace, name);
    Optional<String> uid =
        preconditions
            .uid()
            .or(
                () ->
                    informers
                        .find(type)
                        .flatMap(i -> i.get(key))
                        .map(resource -> resource.metadata().uid()));
    try {
      store.delete(type, namespace, name, preconditions);
    } catch (StoreException e) {
      refresh(type, namespace, name, e);
      throw e;
    }
    informers.find(type).ifPresent(i -> settle(i, key, uid));
  }

  /** A deletion has no answer to keep, so one is read. */
  private <R extends Resource> void settle(
      Informer<R> informer, ResourceKey key, Optional<String> uid) {
    try {
      Optional<R> left = store.get(informer.type(), key.namespace(), key.name());
      boolean waits =
          left.isPresent()
              && left.get().metadata().isBeingDeleted()
              && uid.map(left.get().metadata().uid()::equals).orElse(true);
      if (waits) {
        informer.wrote(left.get());
      } else {
        // Something else, or an old version from a replica that lags: the one deleted is gone.
        uid.ifPresent(u -> informer.deleted(key, u));
        left.ifPresent(informer::read);
      }
    } catch (StoreException e) {
      LOG.debug("{} is deleted, but cannot be read: {}", key, e.getMessage());
      informer.refresh(() -> {});
    }
  }

  private <R extends Resource> R write(
      ResourceType<R> type, ObjectMeta metadata, Supplier<R> call) {
    try {
      R answer = call.get();
      informers.find(type).ifPresent(i -> i.wrote(answer));
      return answer;
    } catch (StoreException e) {
      refresh(type, metadata.namespace(), metadata.name(), e);
      throw e;
    }
  }

  private <R extends Resource> void refresh(
      ResourceType<R> type, String namespace, String name, StoreException cause) {
    boolean behind =
        switch (cause.reason()) {
          case CONFLICT, ALREADY_EXISTS, NOT_FOUND, UNKNOWN_OUTCOME -> true;
          case INVALID, EXPIRED, FENCED, UNAVAILABLE -> false;
        };
    if (behind && !name.isEmpty()) {
      informers.find(type).ifPresent(i -> readAgain(i, type.key(namespace, name)));
    }
  }

  private <R extends Resource> void readAgain(Informer<R> informer, ResourceKey key) {
    try {
      Optional<R> found = store.get(informer.type(), key.namespace(), key.name());
      if (found.isPresent()) {
        informer.read(found.get());
      } else if (informer.get(key).isPresent()) {
        // One read may lag; a listing tells whether it is gone.
        informer.refresh(() -> {});
      }
    } catch (StoreException e) {
      LOG.debug("{} stays as cached: {}", key, e.getMessage());
    }
  }
}
