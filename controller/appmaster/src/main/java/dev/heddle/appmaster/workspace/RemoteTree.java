package dev.heddle.appmaster.workspace;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The workspace's directory in HDFS, with just those of HDFS's promises that the protocol needs.
 * Paths are relative to the directory and as HDFS holds them. A parent that is missing is a {@link
 * FileNotFoundException} everywhere but in {@link #makeDirectories}.
 */
public interface RemoteTree {
  /**
   * @param modified in milliseconds
   */
  record Entry(String name, boolean directory, long size, long modified, boolean executable) {}

  /** Content of a new file, written to the end of the block stream. */
  interface Content {
    void writeTo(OutputStream output) throws IOException;
  }

  /** The entries of a directory. */
  List<Entry> list(String directory) throws IOException;

  boolean exists(String path) throws IOException;

  /** Makes a directory and its parents; nothing happens when it is there. */
  void makeDirectories(String path) throws IOException;

  /** Makes one directory, never its parent; nothing happens when it is there. */
  void makeDirectory(String path) throws IOException;

  /** Writes a new file, never its parent, and returns when the disks of the data nodes have it. */
  void write(String path, boolean executable, long modified, Content content) throws IOException;

  InputStream open(String path) throws IOException;

  /**
   * Renames in one step that is seen wholly or not at all; never makes a parent.
   *
   * @param overwrite whether a file at the target is replaced; otherwise a target that exists is a
   *     {@link java.nio.file.FileAlreadyExistsException}
   */
  void move(String from, String to, boolean overwrite) throws IOException;

  /** Deletes a file or a whole directory; nothing happens when it is not there. */
  void delete(String path) throws IOException;
}
