package dev.heddle.operator.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** A directory of specs on the local disk, seen through Hadoop's own local file system. */
final class SpecDirectory {

  /** When files were written, unless a test says otherwise: long before {@link #NOW}. */
  static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  static final Instant NOW = WRITTEN.plus(Duration.ofHours(1));

  private final Path root;
  private int writes;

  SpecDirectory(Path root) {
    this.root = requireNonNull(root, "root is null");
  }

  Path root() {
    return root;
  }

  FileTree tree(ReadLimits limits) {
    try {
      return new HadoopFileTree(
          FileSystem.getLocal(new Configuration(false)),
          new org.apache.hadoop.fs.Path(root.toUri()),
          limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StatusTree statusTree() {
    try {
      return new HadoopStatusTree(
          FileSystem.getLocal(new Configuration(false)),
          new org.apache.hadoop.fs.Path(root.toUri()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes in place; each write is a second later than the one before. */
  void write(String path, String text) {
    write(path, text.getBytes(UTF_8));
  }

  void write(String path, byte[] content) {
    writeAt(path, content, WRITTEN.plusSeconds(writes++));
  }

  void writeAt(String path, byte[] content, Instant modified) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setLastModifiedTime(file, FileTime.from(modified));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void move(String from, String to) {
    try {
      Files.createDirectories(root.resolve(to).getParent());
      Files.move(root.resolve(from), root.resolve(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, or a directory with all in it. */
  void remove(String path) {
    try (Stream<Path> all = Files.walk(root.resolve(path))) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  static String notebook(String name, String memory) {
    return """
    apiVersion: heddle.dev/v1
    kind: Notebook
    metadata:
      name: %s
    spec:
      resources: {memory: %s, vcores: 1}
    """
        .formatted(name, memory);
  }
}
