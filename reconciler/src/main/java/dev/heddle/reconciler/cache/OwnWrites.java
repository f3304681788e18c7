package dev.heddle.reconciler.cache;

import dev.heddle.crd.meta.ResourceKey;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * This process's own writes that the watch has not shown yet, oldest first. Guarded by the
 * informer's lock.
 */
final class OwnWrites {

  private final Comparator<String> order;
  private final Map<ResourceKey, OwnWrite> unconfirmed = new LinkedHashMap<>();

  private record OwnWrite(String version, long atNanos) {}

  OwnWrites(Comparator<String> order) {
    this.order = order;
  }

  void wrote(ResourceKey key, String version, long now) {
    unconfirmed.merge(
        key,
        new OwnWrite(version, now),
        (before, latest) -> new OwnWrite(latest.version, before.atNanos));
  }

  /** The watch has shown this version; should it be an older one, the watch is alive at least. */
  void shown(ResourceKey key, String version, long now) {
    unconfirmed.computeIfPresent(
        key,
        (k, own) ->
            order.compare(own.version, version) <= 0 ? null : new OwnWrite(own.version, now));
  }

  /** A listing has shown everything up to this version. */
  void shownUpTo(String version) {
    unconfirmed.values().removeIf(own -> order.compare(own.version, version) <= 0);
  }

  boolean isEmpty() {
    return unconfirmed.isEmpty();
  }

  /** For how long the oldest has waited. */
  long waitingNanos(long now) {
    return isEmpty() ? 0 : now - unconfirmed.values().iterator().next().atNanos;
  }
}
