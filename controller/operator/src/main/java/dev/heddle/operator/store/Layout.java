package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Where things are in ZooKeeper.
 *
 * @param root the node below which everything is kept
 */
record Layout(String root) {

  /** The directory of objects without a namespace; no namespace can be called so. */
  private static final String CLUSTER_WIDE = "_";

  private static final String ENTRY = "e-";

  Layout {
    requireNonNull(root, "root is null");
    if (!root.startsWith("/") || root.length() < 2 || root.endsWith("/")) {
      throw new IllegalArgumentException("root '" + root + "' is not like /heddle");
    }
  }

  /** The leader's epoch: its data version is the epoch. */
  String epoch() {
    return root + "/epoch";
  }

  /** Touched by every write: tells the writer its transaction, and readers the newest one. */
  String rev() {
    return root + "/rev";
  }

  String log() {
    return root + "/log";
  }

  String era(int era) {
    return log() + "/" + era;
  }

  /** What a sequential create of a log entry starts with. */
  String entryPrefix(int era) {
    return era(era) + "/" + ENTRY;
  }

  String entry(Position position) {
    return era(position.era()) + "/" + entryName(position.sequence());
  }

  static String entryName(int sequence) {
    // ZooKeeper pads sequences to ten digits; spelled out, because this is on the way of a write.
    String digits = Integer.toString(sequence);
    return ENTRY + "0000000000".substring(digits.length()) + digits;
  }

  static int sequenceOf(String entryName) {
    return Integer.parseInt(entryName.substring(entryName.lastIndexOf(ENTRY) + ENTRY.length()));
  }

  /** Era and sequence of a path below the log that names an entry. */
  Optional<Position> position(String path) {
    String prefix = log() + "/";
    int slash = path.lastIndexOf('/');
    if (!path.startsWith(prefix) || slash < prefix.length() || !path.startsWith(ENTRY, slash + 1)) {
      return Optional.empty();
    }
    int era = Integer.parseInt(path.substring(prefix.length(), slash));
    return Optional.of(new Position(era, sequenceOf(path)));
  }

  /**
   * A place in the log.
   *
   * @param era the parent
   * @param sequence the entry's number there
   */
  record Position(int era, int sequence) {}

  String objects() {
    return root + "/objects";
  }

  String election() {
    return root + "/election";
  }

  String resource(String resource) {
    return objects() + "/" + resource;
  }

  /** The directory of one kind in one namespace: sharded so that no listing nears 1 MiB. */
  String shard(String resource, String namespace) {
    return resource(resource) + "/" + (namespace.isEmpty() ? CLUSTER_WIDE : namespace);
  }

  String object(ObjectId id) {
    return shard(id.resource(), id.namespace()) + "/" + id.name();
  }

  static String namespaceOf(String shardName) {
    return shardName.equals(CLUSTER_WIDE) ? "" : shardName;
  }

  /** Nodes that must exist before the first write. */
  List<String> skeleton() {
    return List.of(epoch(), rev(), log(), objects(), era(0));
  }

  /** Refuses what cannot be a node's name; schema rules are stricter and are checked before. */
  static void checkName(String what, String value) {
    boolean valid =
        !value.isEmpty()
            && value.length() <= 253
            && !value.equals(".")
            && !value.equals("..")
            && !value.equals(CLUSTER_WIDE)
            && value.chars().allMatch(c -> c > ' ' && c < 127 && c != '/');
    if (!valid) {
      throw new StoreException(
          Reason.INVALID,
          what
              + ": found '"
              + value
              + "', allowed are 1 to 253 visible ASCII characters without '/'");
    }
  }
}
