package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.Watcher.Change;
import java.util.Arrays;

/** One node of the change log: what a transaction did. */
sealed interface LogEntry {

  /**
   * An object changed.
   *
   * @param change what became of it
   * @param id its name
   * @param version the node's data version after the change; for a deletion the last one
   * @param nonce names the write, so that a writer whose answer was lost finds out
   * @param body the object's JSON; for a deletion the last version
   */
  record Changed(Change change, ObjectId id, int version, String nonce, Bytes body)
      implements LogEntry {
    public Changed {
      requireNonNull(change, "change is null");
      requireNonNull(id, "id is null");
      requireNonNull(nonce, "nonce is null");
      requireNonNull(body, "body is null");
    }
  }

  /**
   * The log goes on under another parent, because sequence numbers are ints. The last entry of its
   * era.
   *
   * @param era the next parent
   */
  record Rotated(int era) implements LogEntry {}

  /** Header lines, then the body: readable with any ZooKeeper client. */
  static byte[] encode(LogEntry entry) {
    if (entry instanceof Rotated rotated) {
      return ("rotated\n" + rotated.era() + "\n").getBytes(UTF_8);
    }
    Changed changed = (Changed) entry;
    byte[] header =
        (changed.change()
                + "\n"
                + changed.id().resource()
                + "\n"
                + changed.id().namespace()
                + "\n"
                + changed.id().name()
                + "\n"
                + changed.version()
                + "\n"
                + changed.nonce()
                + "\n")
            .getBytes(UTF_8);
    byte[] result = Arrays.copyOf(header, header.length + changed.body().length());
    System.arraycopy(changed.body().array(), 0, result, header.length, changed.body().length());
    return result;
  }

  /**
   * @throws IllegalArgumentException when it is no entry
   */
  static LogEntry decode(byte[] data) {
    Lines lines = new Lines(data);
    String first = lines.next();
    if (first.equals("rotated")) {
      return new Rotated(Integer.parseInt(lines.next()));
    }
    Change change = Change.valueOf(first);
    ObjectId id = new ObjectId(lines.next(), lines.next(), lines.next());
    int version = Integer.parseInt(lines.next());
    String nonce = lines.next();
    return new Changed(change, id, version, nonce, new Bytes(lines.rest()));
  }

  /** Reads header lines off the front of an entry. */
  final class Lines {
    private final byte[] data;
    private int position;

    Lines(byte[] data) {
      this.data = data;
    }

    String next() {
      for (int end = position; end < data.length; end++) {
        if (data[end] == '\n') {
          String line = new String(data, position, end - position, UTF_8);
          position = end + 1;
          return line;
        }
      }
      throw new IllegalArgumentException("a log entry ends within its header");
    }

    byte[] rest() {
      return Arrays.copyOfRange(data, position, data.length);
    }
  }
}
