package dev.heddle.reconciler.cache;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One informer a kind, shared by all who need it. */
public final class Informers {

  private final Map<ResourceType<?>, Informer<?>> informers = new LinkedHashMap<>();

  /** Makes an informer with {@code maker} for each of the kinds. */
  public Informers(
      Collection<ResourceType<?>> types, Function<ResourceType<?>, Informer<?>> maker) {
    types.forEach(type -> informers.computeIfAbsent(type, maker));
  }

  /** The informer of a kind, if anybody asked for one. */
  @SuppressWarnings("unchecked") // an informer stands under its own type
  public <R extends Resource> Optional<Informer<R>> find(ResourceType<R> type) {
    return Optional.ofNullable((Informer<R>) informers.get(type));
  }

  /**
   * The informer of a kind.
   *
   * @throws IllegalArgumentException when no controller has declared that it reads the kind
   */
  public <R extends Resource> Informer<R> of(ResourceType<R> type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    type + " is not cached: no controller owns or reads it"));
  }

  public void start() {
    informers.values().forEach(Informer::start);
  }

  public void close() {
    informers.values().forEach(Informer::close);
  }

  public boolean haveSynced() {
    return informers.values().stream().allMatch(Informer::hasSynced);
  }

  /** Lists all kinds again and runs {@code then} once all have been taken in. */
  public void refresh(Runnable then) {
    if (informers.isEmpty()) {
      then.run();
      return;
    }
    AtomicInteger left = new AtomicInteger(informers.size());
    informers
        .values()
        .forEach(
            informer ->
                informer.refresh(
                    () -> {
                      if (left.decrementAndGet() == 0) {
                        then.run();
                      }
                    }));
  }
}
