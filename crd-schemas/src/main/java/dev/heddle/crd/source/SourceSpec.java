package dev.heddle.crd.source;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;

/**
 * Where specs come from and how they are followed.
 *
 * @param directory URI of the root directory: {@code hdfs:}, {@code file:} or any Hadoop file
 *     system; layout the root, then namespaces, then YAML files at any depth
 * @param interval how often it is listed fully; changes of a directory's modification time are seen
 *     each second besides
 * @param prune whether objects whose file is gone are deleted
 * @param guard how many deletions one revision may bring without approval (I4)
 * @param suspend while true nothing is read and nothing is changed (I13)
 */
public record SourceSpec(
    String directory, Duration interval, boolean prune, Guard guard, boolean suspend) {

  public SourceSpec {
    requireNonNull(directory, "directory is null");
    requireNonNull(interval, "interval is null");
    guard = requireNonNullElse(guard, Guard.ofDefault());
  }

  /**
   * The limit over which deletions wait for the annotation {@code
   * heddle.dev/approved-revision=<revision>}.
   *
   * @param maxDeletions number of objects
   * @param maxDeletionPercent share of the objects in the inventory, in percent
   */
  public record Guard(int maxDeletions, int maxDeletionPercent) {

    public static Guard ofDefault() {
      return new Guard(10, 20);
    }
  }
}
