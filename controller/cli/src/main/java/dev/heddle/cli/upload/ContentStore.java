package dev.heddle.cli.upload;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * {@code .heddle/files/<sha256>/<name>} in the user's home directory: the same content is uploaded
 * once, and a file there never changes, so that YARN's caches on the nodes stay good.
 */
public final class ContentStore {

  private static final FsPermission OWNER_ONLY = new FsPermission("700");
  private static final int BUFFER = 1 << 16;
  private static final String BLOCK_DELAY =
      "dfs.client.block.write.locateFollowingBlock.initial.delay.ms";

  /** Two files of one content may be uploaded at a time, by this process or by others. */
  private static final AtomicInteger UPLOADS = new AtomicInteger();

  /** Hears how much of a file has been sent. */
  public interface Progress {
    void sent(long bytes);
  }

  private final FileSystem fileSystem;

  public ContentStore(FileSystem fileSystem) {
    this.fileSystem = requireNonNull(fileSystem, "fileSystem is null");
  }

  /** On the default file system of the cluster that {@code HADOOP_CONF_DIR} describes. */
  public static ContentStore ofCluster(Map<String, String> variables) {
    String directory = variables.getOrDefault("HADOOP_CONF_DIR", "");
    if (directory.isEmpty()) {
      throw new CliException(
          "local files are uploaded to the cluster's file system, and HADOOP_CONF_DIR is not set",
          "set it to the directory with the cluster's core-site.xml");
    }
    Configuration configuration = new Configuration();
    for (String name : new String[] {"core-site.xml", "hdfs-site.xml"}) {
      Path file = Path.of(directory, name);
      if (Files.exists(file)) {
        configuration.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
      }
    }
    // By default each small file waits for 400 ms, as its last block is never there at once.
    configuration.setIfUnset(BLOCK_DELAY, "10");
    try {
      return new ContentStore(FileSystem.get(configuration));
    } catch (IOException e) {
      throw new CliException(
          "the cluster's file system can't be opened: " + e.getMessage(),
          "check fs.defaultFS in " + directory,
          e);
    }
  }

  /** The place of a file's content, uploaded when it is not there yet. */
  public URI put(Path file, Progress progress) {
    try {
      org.apache.hadoop.fs.Path root =
          new org.apache.hadoop.fs.Path(fileSystem.getHomeDirectory(), ".heddle/files");
      org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(root, digest(file));
      org.apache.hadoop.fs.Path target =
          fileSystem.makeQualified(
              new org.apache.hadoop.fs.Path(directory, file.getFileName().toString()));
      if (!isThere(target, Files.size(file))) {
        fileSystem.mkdirs(directory, OWNER_ONLY);
        upload(file, target, progress);
      }
      return target.toUri();
    } catch (IOException e) {
      throw new CliException(
          file + " can't be uploaded: " + e.getMessage(),
          "is the cluster's file system up, and may you write to your home directory there?",
          e);
    }
  }

  private boolean isThere(org.apache.hadoop.fs.Path target, long size) throws IOException {
    if (!fileSystem.exists(target)) {
      return false;
    }
    FileStatus status = fileSystem.getFileStatus(target);
    return status.getLen() == size;
  }

  /** Written aside and renamed: what stands at the place is always whole. */
  private void upload(Path file, org.apache.hadoop.fs.Path target, Progress progress)
      throws IOException {
    org.apache.hadoop.fs.Path aside =
        target.suffix(
            "." + ProcessHandle.current().pid() + "-" + UPLOADS.incrementAndGet() + "._COPYING_");
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = fileSystem.create(aside, true)) {
      long sent = 0;
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        sent += read;
        progress.sent(sent);
      }
    }
    if (!fileSystem.rename(aside, target)) {
      fileSystem.delete(aside, false);
      if (!isThere(target, Files.size(file))) {
        throw new IOException("can't rename " + aside + " to " + target);
      }
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
