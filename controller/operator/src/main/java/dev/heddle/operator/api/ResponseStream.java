package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Writes what a producer has, when it has it and when the client takes it. Holds no thread while
 * there is nothing to do; all work happens on the connection's I/O thread.
 */
final class ResponseStream implements LiveStream {

  private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);
  static final Duration RIGHT_CHECK = Duration.ofSeconds(1);

  /** After so many pieces the other connections of the I/O thread have their turn. */
  private static final int PIECES_A_TURN = 64;

  /** So many bytes are enough for one write. */
  private static final int GATHERED = 1 << 14;

  private final HttpServerExchange exchange;
  private final StreamProducer producer;
  private final XnioIoThread thread;
  private final StreamSinkChannel channel;
  private final BooleanSupplier holds;
  private final Set<LiveStream> open;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean flushed = true;
  private boolean expired;
  private boolean quiet = true;
  private XnioExecutor.Key limitTimer = () -> false;
  private XnioExecutor.Key heartbeatTimer = () -> false;
  private XnioExecutor.Key rightTimer = () -> false;

  private ResponseStream(
      HttpServerExchange exchange,
      StreamProducer producer,
      BooleanSupplier holds,
      Set<LiveStream> open) {
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.open = requireNonNull(open, "open is null");
    this.thread = exchange.getIoThread();
    this.channel = exchange.getResponseChannel();
  }

  /**
   * Begins to answer; the exchange belongs to the stream from here on.
   *
   * @param holds whether the client still may have what he gets; asked every few seconds
   * @param open where the stream is known until it ends, so that a stopping server can end it
   */
  static void start(
      HttpServerExchange exchange,
      Answer.Stream answer,
      BooleanSupplier holds,
      Set<LiveStream> open) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache, private");
    exchange.setPersistent(false);
    exchange.dispatch(
        exchange.getIoThread(),
        () -> new ResponseStream(exchange, answer.producer(), holds, open).begin(answer.limit()));
  }

  private void begin(Duration limit) {
    open.add(this);
    exchange.getConnection().addCloseListener(connection -> close());
    channel.getWriteSetter().set(c -> pump());
    channel.getCloseSetter().set(c -> close());
    watchForDeparture();
    producer.start(this::signal);
    limitTimer =
        thread.executeAfter(
            () -> {
              expired = true;
              pump();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    scheduleHeartbeat();
    scheduleRightCheck();
    flushed = false; // The client learns at once that the watch is open.
    pump();
  }

  /**
   * A client that goes away says so on the side on which it sends. Without listening there, a quiet
   * stream would keep its place until its time is up.
   */
  private void watchForDeparture() {
    if (exchange.getConnection() instanceof AbstractServerConnection connection) {
      ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
      ByteBuffer ignored = ByteBuffer.allocate(64);
      source.setReadListener(
          c -> {
            try {
              int read;
              do {
                ignored.clear();
                read = c.read(ignored);
              } while (read > 0);
              if (read < 0) {
                abort();
              }
            } catch (IOException e) {
              abort();
            }
          });
      source.resumeReads();
    }
  }

  private void scheduleHeartbeat() {
    heartbeatTimer =
        thread.executeAfter(
            () -> {
              if (!closed.get()) {
                if (quiet && !current.hasRemaining()) {
                  current = ByteBuffer.wrap(producer.heartbeat());
                  pump();
                }
                quiet = true;
                scheduleHeartbeat();
              }
            },
            HEARTBEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Whoever may not see it any more gets no more of it. */
  private void scheduleRightCheck() {
    rightTimer =
        thread.executeAfter(
            () -> {
              if (!closed.get()) {
                if (!channel.isOpen()) {
                  abort(); // A client of HTTP/2 resets its stream, and the connection stays.
                } else if (holds.getAsBoolean()) {
                  scheduleRightCheck();
                } else {
                  expired = true;
                  pump();
                }
              }
            },
            RIGHT_CHECK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** From any thread: there may be more. */
  private void signal() {
    if (scheduled.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            scheduled.set(false);
            pump();
          });
    }
  }

  private void pump() {
    if (closed.get()) {
      return;
    }
    try {
      for (int pieces = 0; pieces < PIECES_A_TURN; pieces++) {
        if (!writeCurrent()) {
          channel.resumeWrites();
          return;
        }
        Optional<ByteBuffer> next = expired ? Optional.empty() : gathered();
        if (next.isEmpty()) {
          rest();
          return;
        }
        current = next.orElseThrow();
        quiet = false;
      }
      signal();
    } catch (IOException e) {
      // The client went away: that is how watches end.
      abort();
    } catch (RuntimeException e) {
      LOG.error("the stream of {} broke", exchange.getRequestPath(), e);
      abort();
    }
  }

  /** Several small pieces at once, where they are there: a write costs more than its bytes. */
  private Optional<ByteBuffer> gathered() {
    Optional<byte[]> first = producer.next();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.writeBytes(first.orElseThrow());
    while (more.size() < GATHERED) {
      Optional<byte[]> next = producer.next();
      if (next.isEmpty()) {
        break;
      }
      more.writeBytes(next.orElseThrow());
    }
    return Optional.of(ByteBuffer.wrap(more.toByteArray()));
  }

  private void abort() {
    // With HTTP/2 the connection carries other requests, too.
    IoUtils.safeClose(
        exchange.getConnection() instanceof AbstractServerConnection connection
            ? connection
            : channel);
    close();
  }

  /** Whether all of it is written. */
  private boolean writeCurrent() throws IOException {
    while (current.hasRemaining()) {
      if (channel.write(current) == 0) {
        return false;
      }
      flushed = false;
    }
    return true;
  }

  private void rest() throws IOException {
    if (!flushed) {
      flushed = channel.flush();
    }
    if (!flushed) {
      channel.resumeWrites();
      return;
    }
    channel.suspendWrites();
    if (expired || producer.finished()) {
      close();
      exchange.endExchange();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      open.remove(this);
      limitTimer.remove();
      heartbeatTimer.remove();
      rightTimer.remove();
      producer.close();
    }
  }
}
