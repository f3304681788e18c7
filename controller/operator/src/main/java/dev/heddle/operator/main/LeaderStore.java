package dev.heddle.operator.main;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import java.util.Optional;

/**
 * The store as controllers see it: reads at any time, so that a standby's caches are warm (L8);
 * writes only in the term of this process, each checked against that term's epoch (I7).
 */
final class LeaderStore implements ResourceStore {

  private final ResourceStore reads;
  private volatile Optional<ResourceStore> term = Optional.empty();

  LeaderStore(ResourceStore reads) {
    this.reads = requireNonNull(reads, "reads is null");
  }

  /** Writes go through {@code fenced} from now on. */
  void begin(ResourceStore fenced) {
    term = Optional.of(fenced);
  }

  /** Nothing is written from now on. */
  void end() {
    term = Optional.empty();
  }

  private ResourceStore writes() {
    return term.orElseThrow(
        () -> new StoreException(StoreException.Reason.FENCED, "this operator does not lead"));
  }

  @Override
  public <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name) {
    return reads.get(type, namespace, name);
  }

  @Override
  public <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace) {
    return reads.list(type, namespace);
  }

  @Override
  public <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher) {
    return reads.watch(type, resourceVersion, watcher);
  }

  @Override
  public <R extends Resource> R create(ResourceType<R> type, R resource) {
    return writes().create(type, resource);
  }

  @Override
  public <R extends Resource> R update(ResourceType<R> type, R resource) {
    return writes().update(type, resource);
  }

  @Override
  public <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    return writes().updateMetadata(type, resource);
  }

  @Override
  public <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    return writes().updateStatus(type, resource);
  }

  @Override
  public <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    writes().delete(type, namespace, name, preconditions);
  }
}
