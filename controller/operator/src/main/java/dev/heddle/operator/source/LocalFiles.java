package dev.heddle.operator.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.apache.hadoop.fs.FileStatus;

/**
 * What Hadoop's local file system leaves out or gets only by a process a file: owner, permissions,
 * links, and the inode's change time.
 */
final class LocalFiles {

  private LocalFiles() {}

  static boolean isLink(FileStatus status) {
    return Files.isSymbolicLink(path(status));
  }

  static boolean isReadable(FileStatus status) {
    return Files.isReadable(path(status));
  }

  static FileStat stat(FileStatus status, String path) throws IOException {
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(path(status), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object changed = Files.getAttribute(path(status), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      return new FileStat(
          path,
          attributes.size(),
          attributes.lastModifiedTime().toInstant(),
          attributes.fileKey() + "@" + ((FileTime) changed).toInstant(),
          attributes.owner().getName(),
          attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE));
    } catch (NoSuchFileException e) {
      FileNotFoundException gone = new FileNotFoundException(e.getMessage());
      gone.initCause(e);
      throw gone;
    }
  }

  private static Path path(FileStatus status) {
    return Path.of(status.getPath().toUri().getPath());
  }
}
