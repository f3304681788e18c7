package dev.heddle.operator.stream;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Kubernetes' streams of a command in a session of SPDY, as clients before 1.30 speak: one stream
 * for each of the channels, told apart by a header.
 */
public final class SpdyExec implements ExecClient {

  /** The one protocol: the older ones tell no exit code. */
  public static final List<String> PROTOCOLS = List.of("v4.channel.k8s.io");

  private static final Map<String, Integer> CHANNELS =
      Map.of("error", STATUS, "stdin", IN, "stdout", OUT, "stderr", ERR, "resize", RESIZE);
  private static final int PATIENCE_SECONDS = 30;

  private final SpdySession session;
  private final CountDownLatch complete;

  // Written by the reading thread before the latch is open, read by others after it.
  private final Map<Integer, Integer> streams = new HashMap<>();
  private final Map<Integer, Integer> channels = new HashMap<>();

  /**
   * @param expected how many streams the client is going to open
   */
  public SpdyExec(SpdySession session, int expected) {
    this.session = requireNonNull(session, "session is null");
    this.complete = new CountDownLatch(expected);
  }

  @Override
  public void read(Receiver receiver) throws IOException {
    session.read(
        new SpdySession.Handler() {
          @Override
          public boolean opened(int stream, Map<String, String> headers) {
            Integer channel = CHANNELS.get(headers.getOrDefault("streamtype", ""));
            if (channel == null || complete.getCount() == 0 || streams.containsKey(channel)) {
              return false;
            }
            streams.put(channel, stream);
            channels.put(stream, channel);
            complete.countDown();
            return true;
          }

          @Override
          public void data(int stream, byte[] bytes) throws IOException {
            receiver.bytes(channels.get(stream), bytes, 0, bytes.length);
          }

          @Override
          public void ended(int stream) throws IOException {
            receiver.end(channels.get(stream));
          }

          @Override
          public void reset(int stream) throws IOException {
            receiver.end(channels.get(stream));
          }
        });
  }

  private void awaitStreams() throws IOException {
    try {
      if (!complete.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the client has not opened its streams");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void write(int channel, byte[] bytes, int from, int length) throws IOException {
    awaitStreams();
    Integer stream = streams.get(channel);
    if (stream != null) {
      session.write(stream, bytes, from, length);
    }
  }

  /** The client reads its output to the end before it looks at the status. */
  @Override
  public void end(byte[] status) throws IOException {
    awaitStreams();
    for (int channel : List.of(OUT, ERR)) {
      Integer stream = streams.get(channel);
      if (stream != null) {
        session.end(stream);
      }
    }
    Integer error = streams.get(STATUS);
    if (error != null) {
      session.write(error, status, 0, status.length);
      session.end(error);
    }
  }

  @Override
  public void ping() {
    // Nothing is needed: TCP looks after it.
  }
}
