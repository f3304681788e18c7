package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The store as a file of changes: appending one is all that a put costs. A change cut short by a
 * kill ends the journal; the file is rewritten when most of it is history.
 */
public final class KeyValueJournal {
  private static final byte PUT = 1;
  private static final byte DELETE = 2;
  private static final long SLACK = 256 * 1024;

  private final Path path;
  private long size;
  private long live;

  public KeyValueJournal(Path path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Reads what survived and rewrites the file without history or a torn end. */
  public Map<String, byte[]> load() throws IOException {
    Map<String, byte[]> values = new TreeMap<>();
    try (InputStream input = Files.newInputStream(path)) {
      values.putAll(read(input));
    } catch (NoSuchFileException e) {
      return values;
    }
    rewrite(values);
    return values;
  }

  public void put(String key, byte[] value) throws IOException {
    append(record(key, value));
  }

  public void delete(String key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeByte(DELETE);
      output.writeUTF(key);
    }
    append(bytes.toByteArray());
  }

  /** True when a rewrite would make the file much smaller. */
  public boolean mostlyHistory() {
    return size > 2 * live + SLACK;
  }

  public void rewrite(Map<String, byte[]> values) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (OutputStream output = Files.newOutputStream(next)) {
      write(values, output);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    size = Files.size(path);
    live = size;
  }

  static void write(Map<String, byte[]> values, OutputStream output) throws IOException {
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      output.write(record(entry.getKey(), entry.getValue()));
    }
  }

  static Map<String, byte[]> read(InputStream stream) throws IOException {
    Map<String, byte[]> values = new TreeMap<>();
    try (DataInputStream input = new DataInputStream(new BufferedInputStream(stream))) {
      for (int operation = input.read(); operation >= 0; operation = input.read()) {
        String key = input.readUTF();
        if (operation == DELETE) {
          values.remove(key);
          continue;
        }
        int length = input.readInt();
        byte[] value = input.readNBytes(length);
        if (value.length < length) {
          break;
        }
        values.put(key, value);
      }
    } catch (EOFException e) {
      // The last change was cut short: it had not been acknowledged.
      return values;
    }
    return values;
  }

  private void append(byte[] change) throws IOException {
    Files.write(path, change, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size += change.length;
  }

  private static byte[] record(String key, byte[] value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + 64);
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeByte(PUT);
      output.writeUTF(key);
      output.writeInt(value.length);
      output.write(value);
    }
    return bytes.toByteArray();
  }
}
