package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A piece of a stream between operator and agent: one byte that says what it is, three that say how
 * long, and the bytes. No piece is large, so that neither side ever holds much.
 */
public final class StreamFrame {
  /** Most bytes of one piece. */
  public static final int MAX_BYTES = 32 * 1024;

  private static final byte[] EMPTY = {};

  /** What a piece is. */
  public enum Kind {
    /** For the process, or the port. */
    IN(0),
    /** There is no more for it. */
    IN_END(1),
    /** From the process's standard output, or the port. */
    OUT(2),
    /** From the process's standard error. */
    ERR(3),
    /** There is no more from the port. */
    OUT_END(4),
    /** The terminal's size: {@code COLUMNS ROWS}. */
    RESIZE(5),
    /** The process has ended; its exit code as text. */
    EXIT(6),
    /** It could not be done; why, as text. */
    FAILED(7),
    /** Nothing: the other side is still there. */
    PING(8);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Optional<Kind> of(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  private final Kind kind;
  private final byte[] bytes;

  private StreamFrame(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  public Kind kind() {
    return kind;
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** Writes the bytes without a copy. */
  public void writeTo(OutputStream output) throws IOException {
    output.write(bytes);
  }

  /** A piece without bytes. */
  public static void write(OutputStream output, Kind kind) throws IOException {
    write(output, kind, EMPTY, 0, 0);
  }

  /** Writes a piece, or several when there is more than fits in one; to be called by one thread. */
  public static void write(OutputStream output, Kind kind, byte[] bytes, int from, int length)
      throws IOException {
    requireNonNull(kind, "kind is null");
    int at = from;
    int left = length;
    do {
      int size = Math.min(left, MAX_BYTES);
      byte[] piece = new byte[4 + size];
      piece[0] = (byte) kind.code;
      piece[1] = (byte) (size >> 16);
      piece[2] = (byte) (size >> 8);
      piece[3] = (byte) size;
      System.arraycopy(bytes, at, piece, 4, size);
      output.write(piece);
      at += size;
      left -= size;
    } while (left > 0);
    output.flush();
  }

  /**
   * The next piece; empty where the other side has closed.
   *
   * @throws IOException also for what is no piece
   */
  public static Optional<StreamFrame> read(InputStream input) throws IOException {
    int code = input.read();
    if (code < 0) {
      return Optional.empty();
    }
    Kind kind =
        Kind.of(code).orElseThrow(() -> new IOException("a piece of the unknown kind " + code));
    DataInputStream data = new DataInputStream(input);
    int length = data.readUnsignedByte() << 16 | data.readUnsignedShort();
    if (length > MAX_BYTES) {
      throw new IOException("a piece of " + length + " bytes, more than " + MAX_BYTES);
    }
    byte[] bytes = input.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream ends within a piece");
    }
    return Optional.of(new StreamFrame(kind, bytes));
  }
}
