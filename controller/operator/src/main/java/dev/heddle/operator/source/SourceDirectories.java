package dev.heddle.operator.source;

import dev.heddle.crd.source.SourceSpec;

/** Opens the directories that sources name. */
interface SourceDirectories {

  /**
   * Opens a source's directory. May block; touches nothing yet.
   *
   * @throws SourceReadException when the file system can't be reached or the directory's name makes
   *     no sense
   */
  OpenDirectory open(SourceSpec spec);
}
