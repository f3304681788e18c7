package dev.heddle.operator.stream;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The server's side of a WebSocket (RFC 6455) whose handshake is over. One thread reads; any may
 * write. A message that is too long ends the connection.
 */
public final class WebSocketWire {

  /** Longest message that is taken. */
  public static final int MAX_MESSAGE = 1 << 20;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LONGEST_CONTROL = 125;

  private final DataInputStream input;
  private final OutputStream output;

  public WebSocketWire(InputStream input, OutputStream output) {
    this.input = new DataInputStream(requireNonNull(input, "input is null"));
    this.output = requireNonNull(output, "output is null");
  }

  private record Head(boolean last, int code, int length) {}

  /** The next message, of text or bytes; empty when the client says good-bye or goes. */
  public Optional<byte[]> read() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    boolean begun = false;
    while (true) {
      Optional<Head> next = head();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      Head head = next.get();
      byte[] content = content(head);
      switch (head.code) {
        case TEXT, BINARY, CONTINUATION -> {
          if (begun != (head.code == CONTINUATION)) {
            throw new IOException("a message begins within another, or nowhere");
          }
          begun = true;
          if (message.size() + content.length > MAX_MESSAGE) {
            throw new IOException("a message of more than " + MAX_MESSAGE + " bytes");
          }
          message.writeBytes(content);
          if (head.last) {
            return Optional.of(message.toByteArray());
          }
        }
        case PING -> write(PONG, content, 0, content.length);
        case PONG -> {
          // It is still there.
        }
        case CLOSE -> {
          return Optional.empty();
        }
        default -> throw new IOException("a frame of the unknown kind " + head.code);
      }
    }
  }

  private Optional<Head> head() throws IOException {
    int first = input.read();
    if (first < 0) {
      return Optional.empty();
    }
    int second = input.readUnsignedByte();
    int code = first & 0x0f;
    boolean last = (first & 0x80) != 0;
    if ((first & 0x70) != 0 || (second & 0x80) == 0) {
      throw new IOException("a frame with reserved bits, or without a mask");
    }
    long length = second & 0x7f;
    if (code >= CLOSE && (!last || length > LONGEST_CONTROL)) {
      throw new IOException("a control frame that is too long or in parts");
    }
    if (length == 126) {
      length = input.readUnsignedShort();
    } else if (length == 127) {
      length = input.readLong();
    }
    if (length < 0 || length > MAX_MESSAGE) {
      throw new IOException("a frame of " + length + " bytes, more than " + MAX_MESSAGE);
    }
    return Optional.of(new Head(last, code, (int) length));
  }

  private byte[] content(Head head) throws IOException {
    byte[] mask = new byte[4];
    input.readFully(mask);
    byte[] content = input.readNBytes(head.length);
    if (content.length < head.length) {
      throw new IOException("the connection ends within a frame");
    }
    for (int i = 0; i < content.length; i++) {
      content[i] ^= mask[i & 3];
    }
    return content;
  }

  /** Sends a message of bytes. */
  public void write(byte[] bytes, int from, int length) throws IOException {
    write(BINARY, bytes, from, length);
  }

  /** Shows the client, and whatever is between, that the connection is in use. */
  public void ping() throws IOException {
    write(PING, new byte[0], 0, 0);
  }

  /** Says good-bye. */
  public void close(int code) throws IOException {
    write(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, 0, 2);
  }

  private void write(int code, byte[] bytes, int from, int length) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(length + 10);
    frame.write(0x80 | code);
    if (length < 126) {
      frame.write(length);
    } else if (length < 65_536) {
      frame.write(126);
      frame.write(length >> 8);
      frame.write(length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) length >> shift));
      }
    }
    frame.write(bytes, from, length);
    synchronized (output) {
      frame.writeTo(output);
      output.flush();
    }
  }

  /** The messages as one stream of bytes. */
  public InputStream asInput() {
    return new MessageInput();
  }

  /** Each write as a message. */
  public OutputStream asOutput() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        WebSocketWire.this.write(bytes, from, length);
      }
    };
  }

  private final class MessageInput extends InputStream {
    private byte[] message = {};
    private int at;

    private boolean fill() throws IOException {
      while (at == message.length) {
        Optional<byte[]> next = WebSocketWire.this.read();
        if (next.isEmpty()) {
          return false;
        }
        message = next.get();
        at = 0;
      }
      return true;
    }

    @Override
    public int read() throws IOException {
      return fill() ? message[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int size = Math.min(length, message.length - at);
      System.arraycopy(message, at, target, from, size);
      at += size;
      return size;
    }
  }
}
