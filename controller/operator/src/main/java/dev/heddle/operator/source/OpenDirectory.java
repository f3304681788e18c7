package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;

/**
 * A source's directory, ready to be read and answered.
 *
 * @param files the specs
 * @param status the status files
 * @param connection to be closed when the source is followed no more
 */
record OpenDirectory(FileTree files, StatusTree status, Closeable connection) {

  OpenDirectory {
    requireNonNull(files, "files is null");
    requireNonNull(status, "status is null");
    requireNonNull(connection, "connection is null");
  }
}
