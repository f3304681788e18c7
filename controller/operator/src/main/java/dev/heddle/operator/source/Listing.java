package dev.heddle.operator.source;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything below a root that counts, as one walk found it. Not atomic: what moves during the walk
 * may be missing, so one listing alone proves nothing gone.
 *
 * @param files the manifests
 * @param troubles places (a file, or a directory with all below it) that could not be looked at or
 *     break the layout, and why
 * @param directories every directory that was listed, and its modification time before that
 */
record Listing(
    SortedMap<String, FileStat> files,
    SortedMap<String, String> troubles,
    Map<String, Instant> directories) {

  Listing {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    troubles = Collections.unmodifiableSortedMap(new TreeMap<>(troubles));
    directories = Map.copyOf(directories);
  }

  /** Whether the other one found the same files and troubles. */
  boolean agreesWith(Listing other) {
    return files.equals(other.files) && troubles.equals(other.troubles);
  }
}
