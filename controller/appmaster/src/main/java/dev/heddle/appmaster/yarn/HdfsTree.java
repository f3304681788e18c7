package dev.heddle.appmaster.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.workspace.RemoteTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A directory in HDFS as the application's user sees it. What it makes is readable by that user
 * alone. A write sets no more packets on their way than the agent's small heap bears.
 */
public final class HdfsTree implements RemoteTree {
  private static final FsPermission DIRECTORY = new FsPermission((short) 0700);
  private static final FsPermission PLAIN = new FsPermission((short) 0600);
  private static final FsPermission EXECUTABLE = new FsPermission((short) 0700);
  private static final int OWNER_MAY_RUN = 0100;
  private static final int BUFFER = 4096;

  private final UserGroupInformation owner;
  private final DistributedFileSystem files;
  private final Path root;

  private HdfsTree(UserGroupInformation owner, DistributedFileSystem files, Path root) {
    this.owner = owner;
    this.files = files;
    this.root = root;
  }

  /** Opens the directory, which need not be there; nothing is asked of HDFS yet. */
  public static HdfsTree open(HadoopSession session, String user, String directory)
      throws IOException {
    UserGroupInformation owner =
        UserGroupInformation.createRemoteUser(requireNonNull(user, "user is null"));
    owner.addCredentials(session.credentials());
    Configuration configuration = new Configuration(session.configuration());
    configuration.set("dfs.client.write.max-packets-in-flight", "8");
    Path root = new Path(directory);
    FileSystem opened =
        as(
            owner,
            () ->
                FileSystem.newInstance(
                    root.toUri().getScheme() == null
                        ? FileSystem.getDefaultUri(configuration)
                        : root.toUri(),
                    configuration));
    if (!(opened instanceof DistributedFileSystem hdfs)) {
      opened.close();
      throw new IOException(directory + " is not in HDFS; give workspace.path an hdfs: URI");
    }
    return new HdfsTree(owner, hdfs, root);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return call(
        () -> {
          List<Entry> entries = new ArrayList<>();
          RemoteIterator<FileStatus> found = files.listStatusIterator(path(directory));
          while (found.hasNext()) {
            FileStatus each = found.next();
            entries.add(
                new Entry(
                    each.getPath().getName(),
                    each.isDirectory(),
                    each.getLen(),
                    each.getModificationTime(),
                    (each.getPermission().toShort() & OWNER_MAY_RUN) != 0));
          }
          return entries;
        });
  }

  @Override
  public boolean exists(String path) throws IOException {
    return call(() -> files.exists(path(path)));
  }

  @Override
  public void makeDirectories(String path) throws IOException {
    call(() -> files.mkdirs(path(path), DIRECTORY));
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    call(() -> files.mkdir(path(path), DIRECTORY));
  }

  @Override
  public void write(String path, boolean executable, long modified, Content content)
      throws IOException {
    call(
        () -> {
          Path place = path(path);
          // With this flag closing a block returns when the disks of its data nodes have it.
          try (FSDataOutputStream output =
              files.createNonRecursive(
                  place,
                  executable ? EXECUTABLE : PLAIN,
                  EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK),
                  BUFFER,
                  files.getDefaultReplication(place),
                  files.getDefaultBlockSize(place),
                  null)) {
            content.writeTo(output);
          }
          files.setTimes(place, modified, -1);
          return true;
        });
  }

  @Override
  public InputStream open(String path) throws IOException {
    return call(() -> files.open(path(path), BUFFER));
  }

  @Override
  public void move(String from, String to, boolean overwrite) throws IOException {
    call(
        () -> {
          files.rename(path(from), path(to), overwrite ? Rename.OVERWRITE : Rename.NONE);
          return true;
        });
  }

  @Override
  public void delete(String path) throws IOException {
    call(() -> files.delete(path(path), true));
  }

  /** Not by {@code new Path(parent, child)}, which would read a name as a URI. */
  private Path path(String relative) {
    return relative.isEmpty()
        ? root
        : new Path(
            root.toUri().getScheme(),
            root.toUri().getAuthority(),
            root.toUri().getPath() + "/" + relative);
  }

  private <T> T call(PrivilegedExceptionAction<T> action) throws IOException {
    try {
      return as(owner, action);
    } catch (RemoteException e) {
      throw translated(e.unwrapRemoteException());
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw translated(e);
    }
  }

  private static IOException translated(IOException e) {
    if (!(e instanceof org.apache.hadoop.fs.FileAlreadyExistsException)) {
      return e;
    }
    FileAlreadyExistsException exists = new FileAlreadyExistsException(e.getMessage());
    exists.initCause(e);
    return exists;
  }

  private static <T> T as(UserGroupInformation owner, PrivilegedExceptionAction<T> action)
      throws IOException {
    try {
      return owner.doAs(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
