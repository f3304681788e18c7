package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/** A log that is still being written, read in pieces of bounded size. */
public final class LogFile {
  /** Most that one read returns. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final byte[] EMPTY = {};

  /** Bytes of the log and where they begin. */
  public static final class Piece {
    private final long offset;
    private final byte[] bytes;

    Piece(long offset, byte[] bytes) {
      this.offset = offset;
      this.bytes = bytes;
    }

    public long offset() {
      return offset;
    }

    public long next() {
      return offset + bytes.length;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    public String text() {
      return new String(bytes, UTF_8);
    }
  }

  private final Path path;
  private final Clock clock;
  private final LogTimes times = new LogTimes();

  public LogFile(Path path, Clock clock) {
    this.path = requireNonNull(path, "path is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Notes how long it is now; to be called every few seconds. */
  public void note() {
    try {
      times.add(clock.instant(), Files.size(path));
    } catch (IOException e) {
      // There is no such log yet, or it can't be looked at now: the next look tells.
    }
  }

  /**
   * The byte to begin at for what was written in the time before now, or somewhat earlier: lines
   * have no times, so that it goes by how long the log was at the looks at it.
   */
  public long since(Duration age) {
    return times.offset(clock.instant().minus(age));
  }

  /** From an offset on; an offset beyond the end, as after a rotation, starts over at 0. */
  public Piece from(long offset, int limit) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      long size = channel.size();
      long start = offset > size ? 0 : Math.max(0, offset);
      return read(channel, start, (int) Math.min(Math.min(limit, MAX_BYTES), size - start));
    } catch (NoSuchFileException e) {
      return new Piece(0, EMPTY);
    }
  }

  /** The last lines, at most {@code maxBytes} of them. */
  public Piece tail(int lines, int maxBytes) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      long size = channel.size();
      int length = (int) Math.min(size, Math.min(maxBytes, MAX_BYTES));
      Piece end = read(channel, size - length, length);
      int start = end.bytes.length;
      int wanted = lines;
      // The newline that ends the last line does not begin another.
      int from = start - 1;
      for (int i = from - 1; i >= 0 && wanted > 0; i--) {
        if (end.bytes[i] == '\n') {
          wanted--;
          start = i + 1;
        }
      }
      if (wanted > 0) {
        start = 0;
      }
      if (lines <= 0) {
        start = end.bytes.length;
      }
      return new Piece(end.offset + start, Arrays.copyOfRange(end.bytes, start, end.bytes.length));
    } catch (NoSuchFileException e) {
      return new Piece(0, EMPTY);
    }
  }

  private static Piece read(SeekableByteChannel channel, long offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.position(offset);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Until it is full or the log was cut off meanwhile.
    }
    return new Piece(offset, Arrays.copyOf(buffer.array(), buffer.position()));
  }
}
