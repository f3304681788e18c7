package dev.heddle.reconciler.cache;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.OwnerReference;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.store.ResourceStore.Listing;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects of one kind, put together from three streams that overtake each other: listings, the
 * watch, and the answers to this process's own writes. Of two versions the newer stays. Reads may
 * come from any thread; the informer's lock guards all else.
 */
final class Snapshot<R extends Resource> {

  private final Comparator<String> order;
  private final Map<ResourceKey, R> objects = new ConcurrentHashMap<>();
  private final Map<String, Set<ResourceKey>> byOwner = new HashMap<>();
  // Uids known to be gone, with the count of listings begun when that became known: what is
  // older and still on its way must not bring them back.
  private final Map<String, Long> gone = new HashMap<>();
  private long listingsBegun;
  // The version up to which listing and watch have shown everything.
  private String progress = "";
  // What it was when the listing under way began.
  private String listingFloor = "";

  Snapshot(Comparator<String> order) {
    this.order = order;
  }

  Optional<R> get(ResourceKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  List<R> all() {
    return List.copyOf(objects.values());
  }

  int size() {
    return objects.size();
  }

  /** The caller holds the lock. */
  List<R> ownedBy(String ownerUid) {
    List<R> owned = new ArrayList<>();
    for (ResourceKey key : byOwner.getOrDefault(ownerUid, Set.of())) {
      owned.add(objects.get(key));
    }
    return owned;
  }

  void beginListing() {
    listingsBegun++;
    listingFloor = progress;
  }

  /**
   * Takes in the answer to a write or a read, unless listing and watch are past it: then they have
   * shown it already, and if it is not here it has been deleted since.
   */
  Optional<Difference<R>> answered(R resource) {
    return isShown(resource.metadata().resourceVersion()) ? Optional.empty() : put(resource);
  }

  /** Whether listing and watch have come to this version. */
  boolean isShown(String version) {
    return order.compare(version, progress) <= 0;
  }

  /** Takes in what the watch shows next. */
  Optional<Difference<R>> watched(Watcher.Change change, R resource, boolean listing) {
    ObjectMeta metadata = resource.metadata();
    progress = metadata.resourceVersion();
    return switch (change) {
      case ADDED, MODIFIED -> put(resource);
      case DELETED -> {
        Optional<Difference<R>> difference = remove(resource.key(), metadata.uid());
        if (!listing) {
          // The watch is in order: nothing older of it follows.
          gone.remove(metadata.uid());
        }
        yield difference;
      }
    };
  }

  /** Takes in one version of an object, unless something newer is known. */
  private Optional<Difference<R>> put(R resource) {
    ResourceKey key = resource.key();
    ObjectMeta metadata = resource.metadata();
    R before = objects.get(key);
    if (gone.containsKey(metadata.uid())
        || (before != null
            && order.compare(before.metadata().resourceVersion(), metadata.resourceVersion())
                >= 0)) {
      return Optional.empty();
    }
    if (before != null) {
      unindex(key, before);
    }
    objects.put(key, resource);
    resource
        .metadata()
        .controller()
        .ifPresent(o -> byOwner.computeIfAbsent(o.uid(), uid -> new TreeSet<>()).add(key));
    return Optional.of(new Difference<>(Optional.ofNullable(before), Optional.of(resource)));
  }

  /**
   * Takes in that an object is gone. Until a listing that began after this has been read, older
   * news of it may still be on its way, so its uid is remembered.
   */
  Optional<Difference<R>> remove(ResourceKey key, String uid) {
    gone.put(uid, listingsBegun);
    R before = objects.get(key);
    if (before == null || !before.metadata().uid().equals(uid)) {
      return Optional.empty();
    }
    return Optional.of(drop(key, before));
  }

  /**
   * Takes in a complete listing. What it lacks is gone, even if no watch ever said so, unless it is
   * newer than the listing.
   *
   * @throws StoreException when a lagging replica gave it: older than what had been shown before it
   *     was asked for, it would bring back what is gone
   */
  List<Difference<R>> replace(Listing<R> listing) {
    if (order.compare(listing.resourceVersion(), listingFloor) < 0) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE,
          "the listing is of version "
              + listing.resourceVersion()
              + ", but version "
              + listingFloor
              + " has been seen already");
    }
    List<Difference<R>> differences = new ArrayList<>();
    Set<ResourceKey> listed = new HashSet<>();
    Set<String> uids = new HashSet<>();
    for (R item : listing.items()) {
      listed.add(item.key());
      uids.add(item.metadata().uid());
      put(item).ifPresent(differences::add);
    }
    for (R known : List.copyOf(objects.values())) {
      if (!listed.contains(known.key())
          && order.compare(known.metadata().resourceVersion(), listing.resourceVersion()) <= 0) {
        differences.add(drop(known.key(), known));
      }
    }
    progress = listing.resourceVersion();
    gone.entrySet().removeIf(e -> e.getValue() < listingsBegun && !uids.contains(e.getKey()));
    return differences;
  }

  private Difference<R> drop(ResourceKey key, R before) {
    objects.remove(key);
    unindex(key, before);
    return new Difference<>(Optional.of(before), Optional.empty());
  }

  private void unindex(ResourceKey key, R resource) {
    resource
        .metadata()
        .controller()
        .map(OwnerReference::uid)
        .ifPresent(
            uid ->
                byOwner.computeIfPresent(
                    uid,
                    (u, keys) -> {
                      keys.remove(key);
                      return keys.isEmpty() ? null : keys;
                    }));
  }

  /** How many uids are remembered as gone. */
  int remembered() {
    return gone.size();
  }

  /** What became of one object. */
  record Difference<R extends Resource>(Optional<R> before, Optional<R> after) {}
}
