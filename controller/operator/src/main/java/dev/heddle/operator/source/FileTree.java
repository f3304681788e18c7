package dev.heddle.operator.source;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** A source's directory as its reader needs it. Every method may block. */
interface FileTree {

  /**
   * Walks the whole tree.
   *
   * @throws SourceReadException when the root, or the file system, can't be looked at
   */
  Listing list();

  /**
   * Whether the writer of this file has finished, as far as can be told.
   *
   * @throws IOException when it can't be asked
   */
  boolean isFinished(FileStat file, Instant now) throws IOException;

  /**
   * The content of a file, at most {@code limit} bytes of it.
   *
   * @throws java.nio.file.AccessDeniedException when the operator may not read it
   * @throws IOException when it can't be read
   */
  byte[] read(FileStat file, int limit) throws IOException;

  /**
   * Whether a directory has changed since it was listed: cheap, asked each second.
   *
   * @param directories path to modification time, as in {@link Listing#directories}
   * @throws SourceReadException when the file system can't be asked
   */
  boolean hasChanged(Map<String, Instant> directories);
}
