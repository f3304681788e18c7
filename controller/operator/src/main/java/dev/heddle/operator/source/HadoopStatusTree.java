package dev.heddle.operator.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Status files below {@code <root>/.heddle/status}, readable by everybody. */
final class HadoopStatusTree implements StatusTree {

  /** Larger ones are not Heddle's. */
  private static final int MAX_BYTES = 1 << 20;

  /** For everybody to read, for the operator alone to write: people act on what they find here. */
  private static final FsPermission READABLE = new FsPermission((short) 0755);

  private final FileSystem fileSystem;
  private final Path root;
  private final Path directory;

  HadoopStatusTree(FileSystem fileSystem, Path root) {
    requireNonNull(fileSystem, "fileSystem is null");
    this.fileSystem =
        fileSystem instanceof LocalFileSystem checked ? checked.getRawFileSystem() : fileSystem;
    // Without a slash at its end, as a child names its parent.
    this.root = new Path(root, ".heddle").getParent();
    this.directory = new Path(root, ".heddle/status");
  }

  @Override
  public Map<String, String> readAll() throws IOException {
    Map<String, String> texts = new HashMap<>();
    try {
      collect(directory, "", texts);
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return texts;
  }

  private void collect(Path place, String path, Map<String, String> texts) throws IOException {
    for (FileStatus child : fileSystem.listStatus(place)) {
      String childPath = SourceLayout.child(path, child.getPath().getName());
      if (child.isDirectory()) {
        collect(child.getPath(), childPath, texts);
      } else if (childPath.endsWith(StatusFiles.SUFFIX) && child.getLen() <= MAX_BYTES) {
        try (InputStream in = fileSystem.open(child.getPath())) {
          texts.put(childPath, new String(in.readNBytes(MAX_BYTES), UTF_8));
        }
      }
    }
  }

  @Override
  public void write(String path, String text) throws IOException {
    Path file = new Path(directory, path);
    // Made one by one: a file's creation would give them the rights of the shared root.
    for (Path missing : missing(file.getParent())) {
      makeDirectory(missing);
    }
    try (OutputStream out = createFile(file)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  /** The root is never among them: one that was taken away may come back under its own name. */
  private Deque<Path> missing(Path place) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = place; !fileSystem.exists(at); at = at.getParent()) {
      if (at.equals(root)) {
        throw new FileNotFoundException("the directory " + root + " does not exist");
      }
      missing.push(at);
    }
    return missing;
  }

  /** HDFS can say no when the directory above went away a moment ago; others make that, too. */
  private void makeDirectory(Path missing) throws IOException {
    if (fileSystem instanceof DistributedFileSystem hdfs) {
      hdfs.mkdir(missing, READABLE);
    } else {
      fileSystem.mkdirs(missing, READABLE);
    }
  }

  private OutputStream createFile(Path file) throws IOException {
    return fileSystem instanceof DistributedFileSystem hdfs
        ? hdfs.createFile(file).overwrite(true).build()
        : fileSystem.create(file, true);
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = new Path(directory, path);
    fileSystem.delete(file, false);
    Path parent = file.getParent();
    while (!parent.equals(directory) && fileSystem.exists(parent) && isEmpty(parent)) {
      fileSystem.delete(parent, false);
      parent = parent.getParent();
    }
  }

  private boolean isEmpty(Path place) throws IOException {
    return !fileSystem.listStatusIterator(place).hasNext();
  }
}
