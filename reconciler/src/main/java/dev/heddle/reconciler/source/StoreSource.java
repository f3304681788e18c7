package dev.heddle.reconciler.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.cache.ChangeHandler;
import dev.heddle.reconciler.queue.Priority;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Wakes keys when resources of another kind change in the store: the owner of an owned one, or
 * whoever else a function names.
 *
 * @param <S> the kind that is watched
 */
public final class StoreSource<S extends Resource> implements EventSource {

  private final ResourceType<S> type;
  private final Function<S, Collection<ResourceKey>> keys;
  private Optional<Running<S>> running = Optional.empty();

  private record Running<S extends Resource>(SourceContext context, ChangeHandler<S> handler) {}

  private StoreSource(ResourceType<S> type, Function<S, Collection<ResourceKey>> keys) {
    this.type = requireNonNull(type, "type is null");
    this.keys = requireNonNull(keys, "keys is null");
  }

  /** Wakes the controlling owner, where it is of the given kind. */
  public static <S extends Resource> StoreSource<S> owned(
      ResourceType<S> type, ResourceType<?> ownerType) {
    return new StoreSource<>(
        type,
        resource ->
            resource
                .metadata()
                .controller()
                .filter(owner -> owner.kind().equals(ownerType.kind()))
                .filter(owner -> owner.apiVersion().equals(ownerType.apiVersion()))
                .map(
                    owner ->
                        ownerType.key(
                            ownerType.namespaced() ? resource.metadata().namespace() : "",
                            owner.name()))
                .map(List::of)
                .orElse(List.of()));
  }

  /** Wakes the keys that the function names for the resource, before and after its change. */
  public static <S extends Resource> StoreSource<S> mapped(
      ResourceType<S> type, Function<S, Collection<ResourceKey>> keys) {
    return new StoreSource<>(type, keys);
  }

  @Override
  public List<ResourceType<?>> reads() {
    return List.of(type);
  }

  @Override
  public synchronized void start(SourceContext context) {
    ChangeHandler<S> handler =
        (before, after) -> {
          before.ifPresent(resource -> wake(context, resource));
          after.ifPresent(resource -> wake(context, resource));
        };
    context.informers().of(type).addHandler(handler);
    running = Optional.of(new Running<>(context, handler));
  }

  @Override
  public synchronized void stop() {
    running.ifPresent(r -> r.context.informers().of(type).removeHandler(r.handler));
    running = Optional.empty();
  }

  private void wake(SourceContext context, S resource) {
    keys.apply(resource).forEach(key -> context.wake(key, Priority.LIVE));
  }
}
