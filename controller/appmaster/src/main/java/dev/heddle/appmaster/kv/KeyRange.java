package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keys from one to another, in order.
 *
 * @param from the first there can be
 * @param before the first that is not in it any more; none when there is no such
 */
public record KeyRange(String from, Optional<String> before) {
  public KeyRange {
    requireNonNull(from, "from is null");
    requireNonNull(before, "before is null");
  }

  public static KeyRange all() {
    return new KeyRange("", Optional.empty());
  }

  public static KeyRange key(String key) {
    // No key has a control character: nothing lies between.
    return new KeyRange(key, Optional.of(key + "\0"));
  }

  public static KeyRange prefix(String prefix) {
    for (int i = prefix.length() - 1; i >= 0; i--) {
      char last = prefix.charAt(i);
      if (last != Character.MAX_VALUE) {
        return new KeyRange(prefix, Optional.of(prefix.substring(0, i) + (char) (last + 1)));
      }
    }
    return new KeyRange(prefix, Optional.empty());
  }

  public boolean contains(String key) {
    return key.compareTo(from) >= 0 && (before.isEmpty() || key.compareTo(before.get()) < 0);
  }

  <V> SortedMap<String, V> of(TreeMap<String, V> map) {
    if (before.isEmpty()) {
      return map.tailMap(from);
    }
    return from.compareTo(before.get()) < 0
        ? map.subMap(from, before.get())
        : map.subMap(from, from);
  }
}
