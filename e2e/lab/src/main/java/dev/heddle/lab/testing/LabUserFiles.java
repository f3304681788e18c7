package dev.heddle.lab.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/**
 * What one user does in HDFS, in the words of {@code hdfs dfs}. Refusals come as {@link
 * UncheckedIOException}.
 */
public final class LabUserFiles {
  private final FileSystem files;

  LabUserFiles(FileSystem files) {
    this.files = requireNonNull(files, "files is null");
  }

  /** Writes a whole file in place, making its directories; a reader can see it half written. */
  public void write(String path, String content) {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  public void write(String path, byte[] content) {
    try (FSDataOutputStream out = files.create(new Path(path), true)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file as {@code hdfs dfs -put} does: under another name first, then renamed. */
  public void put(String path, String content) {
    String copying = path + "._COPYING_";
    write(copying, content);
    delete(path);
    rename(copying, path);
  }

  /** Copies a file of this machine. */
  public void upload(java.nio.file.Path local, String path) {
    run(() -> files.copyFromLocalFile(false, true, new Path(local.toUri()), new Path(path)));
  }

  public String read(String path) {
    try (FSDataInputStream in = files.open(new Path(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void mkdir(String path) {
    run(() -> require(files.mkdirs(new Path(path)), "cannot make " + path));
  }

  public void rename(String from, String to) {
    run(
        () ->
            require(
                files.rename(new Path(from), new Path(to)), "cannot rename " + from + " to " + to));
  }

  /** Deletes a file or a whole directory; false when there was none. */
  public boolean delete(String path) {
    return call(() -> files.delete(new Path(path), true));
  }

  /**
   * @param octal for instance {@code 0700}
   */
  public void setPermission(String path, String octal) {
    run(() -> files.setPermission(new Path(path), new FsPermission(Short.parseShort(octal, 8))));
  }

  /** For the superuser only. */
  public void setOwner(String path, String owner, String group) {
    run(() -> files.setOwner(new Path(path), owner, group));
  }

  /**
   * Limits the names in a directory, itself included; for the superuser only.
   *
   * @param names 0 for no limit
   */
  public void setNameQuota(String path, long names) {
    run(
        () ->
            ((DistributedFileSystem) files)
                .setQuota(
                    new Path(path),
                    names == 0 ? HdfsConstants.QUOTA_RESET : names,
                    HdfsConstants.QUOTA_DONT_SET));
  }

  public boolean exists(String path) {
    return call(() -> files.exists(new Path(path)));
  }

  public FileStatus status(String path) {
    return call(() -> files.getFileStatus(new Path(path)));
  }

  /** The names in a directory, sorted. */
  public List<String> list(String path) {
    return call(
        () ->
            Arrays.stream(files.listStatus(new Path(path)))
                .map(each -> each.getPath().getName())
                .sorted()
                .toList());
  }

  void close() {
    run(files::close);
  }

  private static void require(boolean done, String otherwise) throws IOException {
    if (!done) {
      throw new IOException(otherwise);
    }
  }

  private interface Call<T> {
    T call() throws IOException;
  }

  private interface Action {
    void run() throws IOException;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
