package dev.heddle.operator.source;

import static dev.heddle.operator.source.SourceReadException.Reason.ACCESS_DENIED;
import static dev.heddle.operator.source.SourceReadException.Reason.DIRECTORY_MISSING;
import static dev.heddle.operator.source.SourceReadException.Reason.SOURCE_UNAVAILABLE;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.AccessControlException;

/** A directory on any Hadoop file system. */
final class HadoopFileTree implements FileTree {

  /** Without a file system that knows, a file counts as finished when nobody wrote for so long. */
  static final Duration SETTLE = Duration.ofMillis(500);

  private final FileSystem fileSystem;
  private final Path root;
  private final ReadLimits limits;
  private final boolean local;
  private final boolean hasPermissions;

  /**
   * A tree.
   *
   * @param root absolute, on that file system
   * @throws IOException when the file system can't be asked what it is able to do
   */
  HadoopFileTree(FileSystem fileSystem, Path root, ReadLimits limits) throws IOException {
    requireNonNull(fileSystem, "fileSystem is null");
    // Checksum files beside the specs are stale after any editor has been there.
    this.fileSystem =
        fileSystem instanceof LocalFileSystem checked ? checked.getRawFileSystem() : fileSystem;
    this.root = requireNonNull(root, "root is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.local = "file".equals(this.fileSystem.getUri().getScheme());
    this.hasPermissions =
        this.fileSystem.hasPathCapability(root, CommonPathCapabilities.FS_PERMISSIONS);
  }

  @Override
  public Listing list() {
    try {
      FileStatus status = fileSystem.getFileStatus(root);
      if (!status.isDirectory()) {
        throw new SourceReadException(DIRECTORY_MISSING, root + " is a file, not a directory");
      }
      Walk walk = new Walk();
      walk.root(status);
      return new Listing(walk.files, walk.troubles, walk.directories);
    } catch (FileNotFoundException e) {
      throw new SourceReadException(DIRECTORY_MISSING, root + " does not exist", e);
    } catch (AccessControlException e) {
      throw new SourceReadException(ACCESS_DENIED, FirstLine.of(e), e);
    } catch (IOException e) {
      throw new SourceReadException(SOURCE_UNAVAILABLE, root + ": " + FirstLine.of(e), e);
    }
  }

  @Override
  public boolean isFinished(FileStat file, Instant now) throws IOException {
    if (fileSystem instanceof LeaseRecoverable hdfs) {
      return hdfs.isFileClosed(new Path(root, file.path()));
    }
    Duration age = Duration.between(file.modified(), now);
    // A time in the future is a clock that differs, not a writer.
    return age.compareTo(SETTLE) >= 0 || age.compareTo(SETTLE.negated()) < 0;
  }

  @Override
  public byte[] read(FileStat file, int limit) throws IOException {
    try (InputStream in = fileSystem.open(new Path(root, file.path()))) {
      return in.readNBytes(limit);
    } catch (AccessControlException e) {
      AccessDeniedException denied = new AccessDeniedException(file.path(), null, FirstLine.of(e));
      denied.initCause(e);
      throw denied;
    }
  }

  @Override
  public boolean hasChanged(Map<String, Instant> directories) {
    try {
      for (Map.Entry<String, Instant> directory : directories.entrySet()) {
        if (!modified(fileSystem.getFileStatus(at(directory.getKey())))
            .equals(directory.getValue())) {
          return true;
        }
      }
      return false;
    } catch (FileNotFoundException e) {
      return true;
    } catch (IOException e) {
      throw new SourceReadException(SOURCE_UNAVAILABLE, root + ": " + FirstLine.of(e), e);
    }
  }

  private Path at(String path) {
    return path.isEmpty() ? root : new Path(root, path);
  }

  private static Instant modified(FileStatus status) {
    return Instant.ofEpochMilli(status.getModificationTime());
  }

  /** One walk over the tree. */
  private final class Walk {
    private final TreeMap<String, FileStat> files = new TreeMap<>();
    private final TreeMap<String, String> troubles = new TreeMap<>();
    private final Map<String, Instant> directories = new HashMap<>();
    private int entries;

    void root(FileStatus status) throws IOException {
      directories.put("", modified(status));
      RemoteIterator<FileStatus> children = fileSystem.listStatusIterator(root);
      int namespaces = 0;
      while (children.hasNext()) {
        FileStatus child = children.next();
        String name = child.getPath().getName();
        if (SourceLayout.isIgnored(name)) {
          continue;
        }
        if (!child.isDirectory()) {
          if (SourceLayout.isManifest(name)) {
            troubles.put(
                name, "lies outside of any namespace; move it to " + root + "/<namespace>/" + name);
          }
        } else if (!SourceLayout.isNamespace(name)) {
          troubles.put(
              name,
              "is not a namespace: a directory here is named with lower-case letters, digits and"
                  + " '-', beginning and ending with a letter or digit, at most 63");
        } else if (++namespaces > limits.namespaces()) {
          troubles.put(name, "is one namespace more than the allowed " + limits.namespaces());
        } else {
          namespace(child, name);
        }
      }
    }

    private void namespace(FileStatus status, String name) throws IOException {
      entries = 0;
      Walk inside = new Walk();
      inside.directory(status, name, 1);
      // A listing that was cut short would show the rest as gone: the namespace is all or nothing.
      if (inside.entries > limits.entries()) {
        troubles.put(name, "has more files than the allowed " + limits.entries());
        directories.put(name, modified(status));
        return;
      }
      files.putAll(inside.files);
      troubles.putAll(inside.troubles);
      directories.putAll(inside.directories);
    }

    private void directory(FileStatus status, String path, int depth) throws IOException {
      if (local && LocalFiles.isLink(status)) {
        troubles.put(path, "is a symbolic link; put the directory itself here");
        return;
      }
      if (depth > limits.depth()) {
        troubles.put(path, "lies deeper than the allowed " + limits.depth() + " directories");
        return;
      }
      directories.put(path, modified(status));
      if (local && !LocalFiles.isReadable(status)) {
        troubles.put(path, "can't be read by the operator");
        return;
      }
      try {
        RemoteIterator<FileStatus> children = fileSystem.listStatusIterator(status.getPath());
        while (children.hasNext() && ++entries <= limits.entries()) {
          child(children.next(), path, depth);
        }
      } catch (AccessControlException e) {
        troubles.put(path, "can't be read by the operator: " + FirstLine.of(e));
      } catch (FileNotFoundException e) {
        // Removed during the walk. The next listing tells, and differs from this one.
        troubles.put(path, "changed while it was read");
      }
    }

    private void child(FileStatus child, String directory, int depth) throws IOException {
      String name = child.getPath().getName();
      String path = SourceLayout.child(directory, name);
      if (SourceLayout.isIgnored(name)) {
        return;
      }
      if (child.isDirectory()) {
        directory(child, path, depth + 1);
      } else if (SourceLayout.isManifest(name)) {
        file(child, path);
      }
    }

    private void file(FileStatus status, String path) throws IOException {
      if (!local) {
        // With the permissions: who may not read it any more is told so at once.
        String identity =
            status instanceof HdfsFileStatus hdfs
                ? hdfs.getFileId() + status.getPermission().toString()
                : "";
        files.put(
            path,
            new FileStat(
                path,
                status.getLen(),
                modified(status),
                identity,
                status.getOwner(),
                hasPermissions && status.getPermission().getOtherAction().implies(FsAction.WRITE)));
      } else if (LocalFiles.isLink(status)) {
        troubles.put(path, "is a symbolic link; put the file itself here");
      } else {
        files.put(path, LocalFiles.stat(status, path));
      }
    }
  }
}
