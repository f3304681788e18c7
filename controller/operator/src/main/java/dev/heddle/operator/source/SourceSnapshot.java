package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All of a source at one moment, each place either read or named as not read: nothing is missing
 * without a word. What is not named here was proven absent by two listings that agree.
 *
 * @param revision names this content: the same files with the same owners give the same revision
 * @param files path to what was read
 * @param troubles place (a file, or a directory with all below it) to why it can't be used; stays
 *     so until somebody mends it
 * @param unsettled paths that changed while they were read; a later read settles them. Until then
 *     nothing in their namespaces counts as gone, since it may have moved there
 */
record SourceSnapshot(
    String revision,
    SortedMap<String, SourceFile> files,
    SortedMap<String, String> troubles,
    SortedSet<String> unsettled) {

  SourceSnapshot {
    requireNonNull(revision, "revision is null");
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    troubles = Collections.unmodifiableSortedMap(new TreeMap<>(troubles));
    unsettled = Collections.unmodifiableSortedSet(new TreeSet<>(unsettled));
  }

  static SourceSnapshot of(
      Map<String, SourceFile> files, Map<String, String> troubles, Collection<String> unsettled) {
    TreeMap<String, SourceFile> sorted = new TreeMap<>(files);
    TreeMap<String, String> sortedTroubles = new TreeMap<>(troubles);
    return new SourceSnapshot(
        Revision.of(sorted.values(), sortedTroubles.keySet()),
        sorted,
        sortedTroubles,
        new TreeSet<>(unsettled));
  }

  /** Whether there is nothing at all: no file read, none in trouble, none on its way. */
  boolean isEmpty() {
    return files.isEmpty() && troubles.isEmpty() && unsettled.isEmpty();
  }

  /** Whether it is unknown what the place {@code path} declares now. */
  boolean isUnknown(String path) {
    return unsettled.contains(path)
        || troubles.keySet().stream().anyMatch(t -> SourceLayout.isAtOrBelow(path, t));
  }

  /** Whether something in the namespace is still moving. */
  boolean isMoving(String namespace) {
    return unsettled.stream().anyMatch(p -> SourceLayout.namespaceOf(p).equals(namespace));
  }
}
