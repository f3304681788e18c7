package dev.heddle.operator.source;

import java.io.IOException;
import java.util.Map;

/** Where a source's status files lie. Every method may block. */
interface StatusTree {

  /**
   * All status files that are there, by path relative to the status directory.
   *
   * @throws IOException when they can't be read
   */
  Map<String, String> readAll() throws IOException;

  /**
   * Writes a file and the directories above it, up to the watched directory: that one is not made.
   *
   * @throws IOException when it can't be written, or the watched directory is not there
   */
  void write(String path, String text) throws IOException;

  /**
   * Removes a file; one that is gone is no error.
   *
   * @throws IOException when it can't be removed
   */
  void delete(String path) throws IOException;
}
