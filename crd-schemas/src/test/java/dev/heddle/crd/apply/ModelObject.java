package dev.heddle.crd.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What server-side apply means, said as simply as it can be: an object of {@link SampleKind} is a
 * flat table from path to value, and an owner is a set of paths. Shares no code with what it is the
 * measure of.
 */
final class ModelObject {

  /** Stands for "there is something below". */
  static final String PART = "*";

  NavigableMap<String, String> table = new TreeMap<>();
  final TreeMap<String, Set<String>> owners = new TreeMap<>();
  boolean exists;

  /** The conflicts, as {@code owner path}; empty when it was applied. */
  Set<String> apply(String manager, JsonNode declared, boolean force) {
    Map<String, Set<String>> written = copy(owners);
    Map<String, String> was = table;
    Set<String> conflicts = merge(manager, declared, force);
    keepUnlessChanged(written, was);
    return conflicts;
  }

  private Set<String> merge(String manager, JsonNode declared, boolean force) {
    Map<String, String> wanted = flat(declared);
    String me = manager + " Apply";
    start();
    Set<String> mine = declaredPaths(wanted);
    boolean first = exists && owners.isEmpty() && !mine.isEmpty();
    if (first) {
      owners.put("before-first-apply Update", new HashSet<>(table.keySet()));
      owners.values().removeIf(Set::isEmpty);
    }
    Set<String> last = owners.getOrDefault(me, Set.of());
    NavigableMap<String, String> merged = new TreeMap<>(table);
    merged.putAll(wanted);
    Set<String> owned = new HashSet<>(mine);
    owners.forEach(
        (owner, paths) -> {
          if (!owner.equals(me)) {
            owned.addAll(paths);
          }
        });
    Set<String> keep = withNamed(owned);
    Set<String> before = new HashSet<>(merged.keySet());
    for (String path : withNamed(last)) {
      if (!keep.contains(path)) {
        merged.keySet().removeIf(p -> isAtOrBelow(p, path));
      }
    }
    dropEmptied(before, merged, owned);
    Set<String> changed = changed(table, merged);
    Set<String> conflicts = new TreeSet<>();
    owners.forEach(
        (owner, paths) -> {
          if (!owner.equals(me)) {
            paths.stream().filter(changed::contains).forEach(p -> conflicts.add(owner + " " + p));
          }
        });
    if (!conflicts.isEmpty() && !force) {
      if (first) {
        owners.clear();
      }
      return conflicts;
    }
    take(changed, merged);
    owners.remove(me);
    if (!mine.isEmpty()) {
      owners.put(me, mine);
    }
    table = merged;
    exists = true;
    return Set.of();
  }

  void update(String manager, JsonNode object) {
    Map<String, Set<String>> written = copy(owners);
    Map<String, String> was = table;
    replace(manager, object);
    keepUnlessChanged(written, was);
  }

  private void replace(String manager, JsonNode object) {
    NavigableMap<String, String> next = flat(object);
    start();
    if (!exists || !owners.isEmpty()) {
      Set<String> changed = changed(table, next);
      take(changed, next);
      if (!changed.isEmpty()) {
        owners.computeIfAbsent(manager + " Update", m -> new HashSet<>()).addAll(changed);
      }
    }
    table = next;
    exists = true;
  }

  void untracked(JsonNode object) {
    table = flat(object);
  }

  /** What is not there any more is owned by nobody. */
  private void start() {
    owners.values().forEach(paths -> paths.retainAll(table.keySet()));
    owners.values().removeIf(Set::isEmpty);
  }

  private static Map<String, Set<String>> copy(Map<String, Set<String>> owners) {
    TreeMap<String, Set<String>> copy = new TreeMap<>();
    owners.forEach((owner, paths) -> copy.put(owner, new HashSet<>(paths)));
    return copy;
  }

  /** Owners of what went without a word are forgotten with the next write that writes something. */
  private void keepUnlessChanged(Map<String, Set<String>> written, Map<String, String> was) {
    Map<String, Set<String>> meant = copy(written);
    meant.values().forEach(paths -> paths.retainAll(was.keySet()));
    meant.values().removeIf(Set::isEmpty);
    if (table.equals(was) && owners.equals(meant)) {
      owners.clear();
      owners.putAll(written);
    }
  }

  private void take(Set<String> changed, Map<String, String> next) {
    for (Set<String> paths : owners.values()) {
      paths.removeAll(changed);
      paths.removeIf(path -> table.containsKey(path) && !next.containsKey(path));
    }
    owners.values().removeIf(Set::isEmpty);
  }

  private static Set<String> changed(Map<String, String> from, Map<String, String> to) {
    Set<String> changed = new HashSet<>();
    to.forEach(
        (path, value) -> {
          if (!value.equals(from.get(path))) {
            changed.add(path);
          }
        });
    return changed;
  }

  private static void dropEmptied(
      Set<String> before, NavigableMap<String, String> after, Set<String> owned) {
    for (String path : new ArrayList<>(after.descendingKeySet())) {
      boolean container = PART.equals(after.get(path)) && !path.isEmpty();
      if (container
          && !owned.contains(path)
          && before.stream().anyMatch(p -> isBelow(p, path))
          && after.keySet().stream().noneMatch(p -> isBelow(p, path))) {
        after.remove(path);
      }
    }
  }

  /** What an applier of this owns: values, items, entries, and what it wants empty. */
  private static Set<String> declaredPaths(Map<String, String> wanted) {
    Set<String> paths = new HashSet<>();
    wanted.forEach(
        (path, value) -> {
          boolean leaf = !value.equals(PART);
          boolean empty = !leaf && wanted.keySet().stream().noneMatch(p -> isBelow(p, path));
          if (leaf || empty || !isNamed(path)) {
            paths.add(path);
          }
        });
    return paths;
  }

  private static Set<String> withNamed(Set<String> paths) {
    Set<String> all = new HashSet<>(paths);
    for (String path : paths) {
      for (int at = path.length() - 1; at > 0; at--) {
        if (path.charAt(at) == '.' || path.charAt(at) == '[') {
          String around = path.substring(0, at);
          if (isNamed(around)) {
            all.add(around);
          }
        }
      }
    }
    return all;
  }

  private static boolean isAtOrBelow(String path, String other) {
    return path.equals(other) || isBelow(path, other);
  }

  private static boolean isBelow(String path, String other) {
    return path.length() > other.length()
        && path.startsWith(other)
        && (path.charAt(other.length()) == '.' || path.charAt(other.length()) == '[');
  }

  /** Whether the last step is a field that the kind names, neither an item nor a key of a map. */
  private static boolean isNamed(String path) {
    String around = path.substring(0, path.lastIndexOf('.'));
    return !path.endsWith("]")
        && !around.equals(".spec.map")
        && !around.equals(".spec.entries")
        && !around.endsWith(".sub");
  }

  static NavigableMap<String, String> flat(JsonNode object) {
    TreeMap<String, String> table = new TreeMap<>();
    JsonNode spec = object.path("spec");
    if (spec.isObject()) {
      table.put(".spec", PART);
      flat(".spec", spec, table);
    }
    return table;
  }

  private static void flat(String path, JsonNode mapping, Map<String, String> table) {
    mapping
        .properties()
        .forEach(
            field -> {
              String at = path + "." + field.getKey();
              JsonNode value = field.getValue();
              if (List.of(".spec.alist", ".spec.amap").contains(at) || value.isValueNode()) {
                table.put(at, text(value));
              } else if (value.isObject()) {
                table.put(at, PART);
                flat(at, value, table);
              } else {
                table.put(at, PART);
                value.forEach(item -> item(at, item, table));
              }
            });
  }

  /** The order of the fields means nothing. */
  private static String text(JsonNode value) {
    TreeMap<String, String> fields = new TreeMap<>();
    value.properties().forEach(field -> fields.put(field.getKey(), field.getValue().toString()));
    return fields.isEmpty() ? value.toString() : fields.toString();
  }

  private static void item(String list, JsonNode item, Map<String, String> table) {
    if (item.isObject()) {
      String at = list + "[name=" + item.get("name") + "]";
      table.put(at, PART);
      flat(at, item, table);
    } else {
      table.put(list + "[=" + item + "]", item.toString());
    }
  }
}
