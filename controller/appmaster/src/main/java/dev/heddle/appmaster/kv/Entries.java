package dev.heddle.appmaster.kv;

import dev.heddle.appmaster.protocol.AgentApi;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys in their order, what they weigh, and when the first of them expires. No thread's own.
 */
final class Entries {
  private final TreeMap<String, KeyValue> byKey = new TreeMap<>();
  private long bytes;
  private Instant earliestExpiry = Instant.MAX;

  /** Expired or not. */
  Optional<KeyValue> get(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  List<KeyValue> in(KeyRange range) {
    return List.copyOf(range.of(byKey).values());
  }

  Collection<KeyValue> all() {
    return byKey.values();
  }

  /** Of all keys and values. */
  long bytes() {
    return bytes;
  }

  /** Nothing expires before. */
  Instant earliestExpiry() {
    return earliestExpiry;
  }

  void expireNextAt(Instant next) {
    earliestExpiry = next;
  }

  /** Sets or deletes a key, and returns what there was. */
  Optional<KeyValue> set(String key, Optional<KeyValue> now) {
    KeyValue old = now.isPresent() ? byKey.put(key, now.get()) : byKey.remove(key);
    bytes += now.map(KeyValue::weight).orElse(0L) - (old == null ? 0 : old.weight());
    Instant expires = now.flatMap(KeyValue::expires).orElse(Instant.MAX);
    if (expires.isBefore(earliestExpiry)) {
      earliestExpiry = expires;
    }
    return Optional.ofNullable(old);
  }

  static void checkKey(String key) throws StoreLimitException {
    if (key.isEmpty() || key.length() > AgentApi.MAX_KEY_LENGTH) {
      throw new StoreLimitException(
          "a key has 1 to " + AgentApi.MAX_KEY_LENGTH + " characters, this one " + key.length());
    }
    for (int i = 0; i < key.length(); i++) {
      if (Character.isISOControl(key.charAt(i))) {
        throw new StoreLimitException("the key has a control character");
      }
    }
  }
}
