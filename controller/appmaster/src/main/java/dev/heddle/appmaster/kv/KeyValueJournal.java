package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The store as a file of changes: appending one is all that a put costs. Changes cut short by a
 * kill end the journal and are forgotten as a whole; the file is rewritten when most of it is
 * history.
 */
public final class KeyValueJournal {
  private static final long SLACK = 256 * 1024;

  private final Path path;
  private Optional<FileChannel> file = Optional.empty();
  private long size;
  private long live;

  public KeyValueJournal(Path path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Reads what survived, and cuts off a torn end. */
  void load(KeyValueSnapshot.Reader reader) throws IOException {
    try (InputStream input = Files.newInputStream(path)) {
      size = KeyValueSnapshot.read(input, reader);
    } catch (NoSuchFileException e) {
      return;
    }
    live = size;
    open().truncate(size);
  }

  /** On disk as far as a killed process is concerned, when it returns. */
  void append(Changes changes) throws IOException {
    byte[] bytes = KeyValueSnapshot.bytes(changes);
    FileChannel channel = open();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, size + buffer.position());
      }
    } catch (IOException e) {
      channel.truncate(size);
      throw e;
    }
    size += bytes.length;
  }

  /** True when a rewrite would make the file much smaller. */
  boolean mostlyHistory() {
    return size > 2 * live + SLACK;
  }

  void rewrite(long revision, Iterable<KeyValue> entries) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(next))) {
      KeyValueSnapshot.write(revision, entries, output);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    if (file.isPresent()) {
      file.get().close();
      file = Optional.empty();
    }
    size = Files.size(path);
    live = size;
  }

  private FileChannel open() throws IOException {
    if (file.isEmpty()) {
      file =
          Optional.of(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }
    return file.get();
  }
}
