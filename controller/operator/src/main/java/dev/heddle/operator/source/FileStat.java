package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What a listing says of one file. Equal stats mean the same content and the same rights.
 *
 * @param path relative to the root
 * @param length in bytes
 * @param modified modification time
 * @param identity what else tells one content of the path from another: inode, file id, change
 *     time; empty where the file system has nothing of the kind
 * @param owner the user who owns it, and so asks for what it declares
 * @param openToAll whether everybody may write to it, so that its owner can't be held to it
 */
record FileStat(
    String path, long length, Instant modified, String identity, String owner, boolean openToAll) {

  FileStat {
    requireNonNull(path, "path is null");
    requireNonNull(modified, "modified is null");
    requireNonNull(identity, "identity is null");
    requireNonNull(owner, "owner is null");
  }
}
