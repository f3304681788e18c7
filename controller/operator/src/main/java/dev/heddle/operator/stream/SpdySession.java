package dev.heddle.operator.stream;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server's side of SPDY/3.1 as Kubernetes' clients speak it: the client opens streams, both
 * sides send on them and end them. Those clients know no flow control of their own and rely on that
 * of TCP, and so does this: who does not read is not read from. One thread reads; any may write.
 */
public final class SpdySession implements AutoCloseable {

  /** Most bytes of one frame that are taken. */
  static final int MAX_FRAME = 1 << 20;

  private static final int MAX_STREAMS = 256;
  private static final int VERSION = 3;
  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int FIN = 1;
  private static final int REFUSED = 3;
  private static final int THEIRS = 1;
  private static final int OURS = 2;
  private static final int BOTH = 3;
  private static final int LAST_PIECE = 16 << 10;

  private final DataInputStream input;
  private final OutputStream output;
  private final SpdyHeaders headers = new SpdyHeaders();

  /** Streams that are not over, with the sides that have ended. */
  private final Map<Integer, Integer> open = new ConcurrentHashMap<>();

  /** Receives what the client does; called by the reading thread. */
  public interface Handler {
    /** A stream begins; false refuses it. */
    boolean opened(int stream, Map<String, String> headers) throws IOException;

    /** Blocks while it is not taken. */
    void data(int stream, byte[] bytes) throws IOException;

    /** The client has no more for it. */
    void ended(int stream) throws IOException;

    /** The client has given it up. */
    void reset(int stream) throws IOException;
  }

  public SpdySession(InputStream input, OutputStream output) {
    this.input = new DataInputStream(requireNonNull(input, "input is null"));
    this.output = requireNonNull(output, "output is null");
  }

  /** Reads until the client goes. */
  public void read(Handler handler) throws IOException {
    while (true) {
      int first = input.read();
      if (first < 0) {
        return;
      }
      int word = first << 24 | input.readUnsignedByte() << 16 | input.readUnsignedShort();
      int flags = input.readUnsignedByte();
      int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
      if (length > MAX_FRAME) {
        throw new IOException("a frame of " + length + " bytes, more than " + MAX_FRAME);
      }
      byte[] content = input.readNBytes(length);
      if (content.length < length) {
        throw new IOException("the connection ends within a frame");
      }
      if (word >= 0) {
        data(handler, word, flags, content);
      } else if ((word >>> 16 & 0x7fff) != VERSION) {
        throw new IOException("a frame of another version of SPDY");
      } else if (!control(handler, word & 0xffff, flags, content)) {
        return;
      }
    }
  }

  private void data(Handler handler, int stream, int flags, byte[] content) throws IOException {
    if (!open.containsKey(stream)) {
      return; // It was given up a moment ago.
    }
    if (content.length > 0) {
      handler.data(stream, content);
    }
    if ((flags & FIN) != 0) {
      handler.ended(stream);
      over(stream, THEIRS);
    }
  }

  private void over(int stream, int side) {
    open.computeIfPresent(stream, (number, sides) -> (sides | side) == BOTH ? null : sides | side);
  }

  /** False when the client says good-bye. */
  private boolean control(Handler handler, int type, int flags, byte[] content) throws IOException {
    switch (type) {
      case SYN_STREAM -> begin(handler, flags, content);
      case RST_STREAM -> {
        int stream = number(content, 0);
        if (open.remove(stream) != null) {
          handler.reset(stream);
        }
      }
      case PING -> control(PING, 0, content, 0, content.length);
      case GOAWAY -> {
        return false;
      }
      default -> {
        // Settings, window updates and more headers say nothing that is needed here.
      }
    }
    return true;
  }

  private void begin(Handler handler, int flags, byte[] content) throws IOException {
    if (content.length < 10) {
      throw new IOException("a stream begins without its number");
    }
    int stream = number(content, 0);
    Map<String, String> told = headers.read(content, 10, content.length - 10);
    if (open.size() >= MAX_STREAMS || open.putIfAbsent(stream, 0) != null) {
      reset(stream);
      return;
    }
    // First: clients drop what comes on a stream before the reply.
    reply(stream);
    if (!handler.opened(stream, told)) {
      open.remove(stream);
      reset(stream);
      return;
    }
    if ((flags & FIN) != 0) {
      handler.ended(stream);
      over(stream, THEIRS);
    }
  }

  private static int number(byte[] content, int at) throws IOException {
    if (content.length < at + 4) {
      throw new IOException("a frame that is too short");
    }
    return (content[at] & 0x7f) << 24
        | (content[at + 1] & 0xff) << 16
        | (content[at + 2] & 0xff) << 8
        | (content[at + 3] & 0xff);
  }

  /** To be called by the reading thread, as replies are compressed one after the other. */
  private void reply(int stream) throws IOException {
    byte[] block = headers.write(Map.of());
    byte[] content = new byte[4 + block.length];
    put(content, 0, stream);
    System.arraycopy(block, 0, content, 4, block.length);
    control(SYN_REPLY, 0, content, 0, content.length);
  }

  private void reset(int stream) throws IOException {
    byte[] content = new byte[8];
    put(content, 0, stream);
    put(content, 4, REFUSED);
    control(RST_STREAM, 0, content, 0, content.length);
  }

  /** Sends on a stream. */
  public void write(int stream, byte[] bytes, int from, int length) throws IOException {
    int at = from;
    while (at < from + length) {
      int size = Math.min(from + length - at, LAST_PIECE);
      frame(stream, 0, bytes, at, size);
      at += size;
    }
  }

  /** There is no more on this stream from here. */
  public void end(int stream) throws IOException {
    frame(stream, FIN, new byte[0], 0, 0);
    over(stream, OURS);
  }

  private void control(int type, int flags, byte[] bytes, int from, int length) throws IOException {
    frame(0x80000000 | VERSION << 16 | type, flags, bytes, from, length);
  }

  private void frame(int word, int flags, byte[] bytes, int from, int length) throws IOException {
    byte[] frame = new byte[8 + length];
    put(frame, 0, word);
    put(frame, 4, flags << 24 | length);
    System.arraycopy(bytes, from, frame, 8, length);
    synchronized (output) {
      output.write(frame, 0, frame.length);
      output.flush();
    }
  }

  private static void put(byte[] target, int at, int number) {
    target[at] = (byte) (number >> 24);
    target[at + 1] = (byte) (number >> 16);
    target[at + 2] = (byte) (number >> 8);
    target[at + 3] = (byte) number;
  }

  @Override
  public void close() {
    headers.close();
  }
}
