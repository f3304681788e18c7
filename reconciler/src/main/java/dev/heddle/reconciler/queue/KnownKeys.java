package dev.heddle.reconciler.queue;

import java.util.HashMap;
import java.util.Map;

/**
 * The keys of which there is anything to remember. An idle key whose rate limit is not paid for yet
 * cools until it is, and is forgotten then (L10). Guarded by the queue's lock.
 */
final class KnownKeys<K> {

  private final long coolingNanos;
  private final Map<K, Entry<K>> entries = new HashMap<>();
  // In the order in which they may be forgotten.
  private final Lane<K> cooling = new Lane<>();

  /**
   * No keys.
   *
   * @param coolingNanos after which the rate limit of an idle key is paid for in any case
   */
  KnownKeys(long coolingNanos) {
    this.coolingNanos = coolingNanos;
  }

  int size() {
    return entries.size();
  }

  /** What is known of the key, or null. */
  Entry<K> find(K key) {
    return entries.get(key);
  }

  Entry<K> findOrAdd(K key) {
    Entry<K> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>(key);
      entries.put(key, entry);
    }
    return entry;
  }

  void add(Entry<K> entry) {
    entries.put(entry.key, entry);
  }

  boolean isCooling(Entry<K> entry) {
    return entry.lane == cooling;
  }

  /** Keeps, cools or forgets a key that is neither ready nor with a worker. */
  void settle(Entry<K> entry, long now) {
    boolean remembered = entry.deadline != Entry.NEVER || entry.failures > 0;
    boolean unpaid = entry.paidUntil > now;
    if (isCooling(entry) && (remembered || !unpaid)) {
      cooling.remove(entry);
    }
    if (remembered) {
      return;
    }
    if (!unpaid) {
      entries.remove(entry.key);
    } else if (entry.lane == null) {
      entry.since = now;
      cooling.append(entry);
    }
  }

  /** Two at each call: faster than they can come in, and no more work than that under the lock. */
  void forgetCooled(long now) {
    for (int i = 0; i < 2; i++) {
      Entry<K> entry = cooling.first();
      if (entry == null || now - entry.since < coolingNanos) {
        return;
      }
      cooling.remove(entry);
      entries.remove(entry.key);
    }
  }
}
