package dev.heddle.appmaster.kv;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The store as a stream of bytes: a state, and the changes since. Each record has its length before
 * it, so that one that was cut short is seen.
 */
public final class KeyValueSnapshot {
  private static final byte DELETED = 0;
  private static final byte PUT = 1;
  private static final byte PUBLISHED = 2;
  private static final int STATE = -1;
  private static final int MAX_RECORD = 64 << 20;

  private KeyValueSnapshot() {}

  /** Takes what is read. */
  interface Reader {
    /** All that follows up to this revision is state, not change. */
    void state(long revision);

    void changes(Changes changes);
  }

  /** What an earlier attempt left. */
  public record Saved(long revision, List<KeyValue> entries) {
    public Saved {
      entries = List.copyOf(entries);
    }

    public static Saved none() {
      return new Saved(0, List.of());
    }
  }

  public static void write(Saved saved, OutputStream output) throws IOException {
    write(saved.revision(), saved.entries(), output);
  }

  public static Saved read(InputStream input) throws IOException {
    List<KeyValue> entries = new ArrayList<>();
    long[] revision = new long[1];
    read(
        input,
        new Reader() {
          @Override
          public void state(long stateRevision) {
            revision[0] = stateRevision;
          }

          @Override
          public void changes(Changes changes) {
            changes.list().forEach(change -> change.now().ifPresent(entries::add));
          }
        });
    return new Saved(revision[0], entries);
  }

  static void write(long revision, Iterable<KeyValue> entries, OutputStream output)
      throws IOException {
    output.write(record(revision, STATE, List.of()));
    for (KeyValue entry : entries) {
      output.write(
          bytes(
              new Changes(entry.revision(), List.of(new Change(entry.key(), Optional.of(entry))))));
    }
  }

  static byte[] bytes(Changes changes) throws IOException {
    return record(changes.revision(), changes.list().size(), changes.list());
  }

  private static byte[] record(long revision, int count, List<Change> list) throws IOException {
    int expected = 64;
    for (Change change : list) {
      expected += (int) change.weight() + 32;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(expected);
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeInt(0);
      output.writeLong(revision);
      output.writeInt(count);
      for (Change change : list) {
        write(change, output);
      }
    }
    byte[] record = bytes.toByteArray();
    int length = record.length - Integer.BYTES;
    for (int i = 0; i < Integer.BYTES; i++) {
      record[i] = (byte) (length >>> (8 * (Integer.BYTES - 1 - i)));
    }
    return record;
  }

  private static void write(Change change, DataOutputStream output) throws IOException {
    if (change.now().isEmpty()) {
      output.writeByte(DELETED);
      output.writeUTF(change.key());
      return;
    }
    KeyValue entry = change.now().get();
    output.writeByte(entry.published() ? PUBLISHED : PUT);
    output.writeUTF(change.key());
    output.writeUTF(entry.owner().orElse(""));
    output.writeLong(entry.expires().map(Instant::toEpochMilli).orElse(0L));
    output.writeInt(entry.bytes().length);
    output.write(entry.bytes());
  }

  /** Returns how many bytes were whole records. */
  static long read(InputStream stream, Reader reader) throws IOException {
    long whole = 0;
    try (DataInputStream input = new DataInputStream(new BufferedInputStream(stream))) {
      while (true) {
        int length = input.readInt();
        byte[] record = length < 0 || length > MAX_RECORD ? new byte[0] : input.readNBytes(length);
        if (record.length == 0 || record.length < length) {
          return whole;
        }
        read(new DataInputStream(new ByteArrayInputStream(record)), reader);
        whole += Integer.BYTES + length;
      }
    } catch (EOFException e) {
      // The last changes were cut short: they had not been acknowledged.
      return whole;
    }
  }

  private static void read(DataInputStream record, Reader reader) throws IOException {
    long revision = record.readLong();
    int count = record.readInt();
    if (count == STATE) {
      reader.state(revision);
      return;
    }
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte kind = record.readByte();
      String key = record.readUTF();
      if (kind == DELETED) {
        changes.add(new Change(key, Optional.empty()));
        continue;
      }
      Optional<String> owner = Optional.of(record.readUTF()).filter(name -> !name.isEmpty());
      long expires = record.readLong();
      byte[] value = record.readNBytes(record.readInt());
      changes.add(
          new Change(
              key,
              Optional.of(
                  new KeyValue(
                      key,
                      value,
                      owner,
                      revision,
                      expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)),
                      kind == PUBLISHED))));
    }
    reader.changes(new Changes(revision, changes));
  }
}
