package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What happened to a key.
 *
 * @param now what is there since; nothing when it was deleted
 */
public record Change(String key, Optional<KeyValue> now) {
  public Change {
    requireNonNull(key, "key is null");
    requireNonNull(now, "now is null");
  }

  long weight() {
    return now.map(KeyValue::weight).orElse(2L * key.length() + 64);
  }
}
