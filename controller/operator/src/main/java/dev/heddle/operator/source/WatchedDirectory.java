package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A directory between two passes: asked each second whether it changed, read whole when it did or
 * when its interval is over. The question and the reading may come from two threads.
 */
final class WatchedDirectory implements Closeable {

  private final FileTree tree;
  private final DirectoryReader reader;
  private final Closeable fileSystem;
  private final LongSupplier nanoTicker;

  /** Before the first read: the root, as it never was. */
  private volatile Map<String, Instant> directories = Map.of("", Instant.EPOCH);

  private volatile boolean changed = true;
  private volatile boolean answering = true;
  private OptionalLong readAt = OptionalLong.empty();

  WatchedDirectory(
      FileTree tree, DirectoryReader reader, Closeable fileSystem, LongSupplier nanoTicker) {
    this.tree = requireNonNull(tree, "tree is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.fileSystem = requireNonNull(fileSystem, "fileSystem is null");
    this.nanoTicker = requireNonNull(nanoTicker, "nanoTicker is null");
  }

  /**
   * The directory, read again when there is a reason to.
   *
   * @throws SourceReadException when it can't be read as a whole
   */
  SourceSnapshot snapshot(Duration interval) {
    if (!changed && isFresh(interval)) {
      return reader.last().orElseThrow();
    }
    // Before the read: a change during it must not be forgotten.
    changed = false;
    try {
      SourceSnapshot snapshot = reader.read();
      directories = reader.directories();
      readAt = OptionalLong.of(nanoTicker.getAsLong());
      answering = true;
      changed |= !snapshot.unsettled().isEmpty();
      return snapshot;
    } catch (SourceReadException e) {
      changed = true;
      answering = false;
      throw e;
    }
  }

  private boolean isFresh(Duration interval) {
    return reader.last().isPresent()
        && readAt.isPresent()
        && nanoTicker.getAsLong() - readAt.getAsLong() < interval.toNanos();
  }

  /** Whether a pass is due: the directory changed, or answers again. Blocks; never throws. */
  boolean poll() {
    try {
      boolean dirty = tree.hasChanged(directories);
      changed |= dirty;
      return dirty || !answering;
    } catch (SourceReadException e) {
      // The next pass meets the same and says so in a condition; one is enough for that.
      boolean news = answering;
      answering = false;
      changed = true;
      return news;
    }
  }

  @Override
  public void close() {
    try {
      fileSystem.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close the file system of a source", e);
    }
  }
}
