package dev.heddle.operator.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.operator.agent.AgentStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** What is at its other end says back what it is told. */
public final class InMemoryAgentStream implements AgentStream {

  private static final int MOST_WAITING = 64;

  private final StreamRequest request;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean closed;
  private boolean ended; // the reader's

  InMemoryAgentStream(StreamRequest request) {
    this.request = requireNonNull(request, "request is null");
    if (request instanceof StreamRequest.Exec exec && exec.command().get(0).matches("\\d+")) {
      put(piece(Kind.ERR, "oh"));
      put(piece(Kind.EXIT, exec.command().get(0)));
    }
  }

  /** What it was opened for. */
  public StreamRequest request() {
    return request;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public Optional<StreamFrame> read() throws IOException {
    try {
      byte[] piece = pieces.take();
      if (closed || ended) {
        return Optional.empty();
      }
      Optional<StreamFrame> frame = StreamFrame.read(new ByteArrayInputStream(piece));
      ended = frame.filter(f -> f.kind() == Kind.EXIT).isPresent();
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void write(Kind kind, byte[] bytes, int from, int length) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    switch (kind) {
      case IN -> put(piece(Kind.OUT, new String(bytes, from, length, UTF_8)));
      case IN_END ->
          put(
              request instanceof StreamRequest.Exec
                  ? piece(Kind.EXIT, "0")
                  : piece(Kind.OUT_END, ""));
      case RESIZE -> put(piece(Kind.OUT, "size " + new String(bytes, from, length, UTF_8)));
      case OUT, ERR, OUT_END, EXIT, FAILED, PING -> throw new IOException(kind + " comes from it");
    }
  }

  private void put(byte[] piece) {
    try {
      pieces.put(piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] piece(Kind kind, String text) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(UTF_8);
    try {
      StreamFrame.write(output, kind, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return output.toByteArray();
  }

  @Override
  public void close() {
    closed = true;
    pieces.clear();
    put(piece(Kind.PING, ""));
  }
}
