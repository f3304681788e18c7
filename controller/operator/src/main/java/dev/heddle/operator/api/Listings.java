package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.store.ObjectStore.Listing;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the moments of which clients have read a part, so that all parts are of one moment. What is
 * kept is references: objects that have not changed since cost nothing.
 */
final class Listings {

  /** As long as Kubernetes keeps old versions for by default. */
  private static final Duration KEPT = Duration.ofMinutes(5);

  /** The most references that are kept, over all listings: some ten megabytes. */
  private static final long MOST = 2_000_000;

  private final ObjectStore store;
  private final Cache<String, Listing> kept;

  Listings(ObjectStore store, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    requireNonNull(clock, "clock is null");
    this.kept =
        Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .ticker(() -> clock.millis() * 1_000_000)
            .executor(Runnable::run)
            .maximumWeight(MOST)
            .weigher((String key, Listing listing) -> listing.items().size() + 1)
            .build();
  }

  /** What there is now. */
  Listing now(ResourceType<?> type, String namespace) {
    return store.listing(type, namespace);
  }

  /** Keeps a listing of which a part is sent, for {@link #find}. */
  void keep(ResourceType<?> type, String namespace, Listing listing) {
    kept.put(key(type, namespace, listing.resourceVersion()), listing);
  }

  /** What there was at that version, if it is still known. */
  Optional<Listing> find(ResourceType<?> type, String namespace, String resourceVersion) {
    return Optional.ofNullable(kept.getIfPresent(key(type, namespace, resourceVersion)))
        .or(
            () ->
                Optional.of(now(type, namespace))
                    .filter(listing -> listing.resourceVersion().equals(resourceVersion)));
  }

  private static String key(ResourceType<?> type, String namespace, String resourceVersion) {
    return type + " " + namespace + " " + resourceVersion;
  }
}
