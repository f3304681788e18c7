package dev.heddle.appmaster.workspace;

/**
 * What tells one state of a local file from another. The change time is among it since writers such
 * as {@code cp -p} set the modification time back. Of a directory only that it is one counts.
 */
record Stamp(Kind kind, long size, long modified, long changed, long inode, boolean executable) {
  enum Kind {
    FILE,
    DIRECTORY
  }

  static final Stamp DIRECTORY = new Stamp(Kind.DIRECTORY, 0, 0, 0, 0, false);

  boolean isFile() {
    return kind == Kind.FILE;
  }

  /** The same file with bytes added at its end, as far as can be told. */
  boolean grewFrom(Stamp earlier) {
    return isFile() && inode == earlier.inode && size > earlier.size;
  }
}
