package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.heddle.crd.quantity.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * A directory in HDFS that outlives the container: its files are put into the process's directory
 * {@code work} before the start, and what changes there is saved.
 *
 * @param path the directory, an {@code hdfs:} URI or a path on the cluster's own file system
 * @param ignore names and paths, with wildcards, that are neither saved nor restored, besides the
 *     usual ones
 * @param maxFileSize larger files are not saved, and the status says so
 * @param trashRetention how long a deleted file is kept
 */
public record Workspace(
    String path, List<String> ignore, DataSize maxFileSize, Duration trashRetention) {

  public Workspace {
    requireNonNull(path, "path is null");
    ignore = List.copyOf(requireNonNullElse(ignore, List.of()));
    requireNonNull(maxFileSize, "maxFileSize is null");
    requireNonNull(trashRetention, "trashRetention is null");
  }
}
