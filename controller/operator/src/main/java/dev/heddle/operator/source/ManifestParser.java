package dev.heddle.operator.source;

/** Turns the text of a file into what it declares. */
interface ManifestParser {

  /**
   * Reads one file; never fails, whatever the bytes are.
   *
   * @param path relative to the root: its first directory is the namespace
   */
  FileReport parse(String path, byte[] content);
}
