package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
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

/**
 * A streamed answer as messages of a WebSocket, one a piece: how some clients prefer to watch. A
 * piece is taken from the producer only when the one before has left.
 */
final class SocketStream implements LiveStream {

  private static final Logger LOG = LoggerFactory.getLogger(SocketStream.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);

  /** What a client sends is not read into memory: it has nothing to say. */
  private static final long LONGEST_MESSAGE = 4096;

  private final WebSocketChannel channel;
  private final StreamProducer producer;
  private final XnioIoThread thread;
  private final BooleanSupplier holds;
  private final Set<LiveStream> open;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private boolean sending; // I/O thread only, as all below
  private boolean expired;
  private XnioExecutor.Key limitTimer = () -> false;
  private XnioExecutor.Key heartbeatTimer = () -> false;
  private XnioExecutor.Key rightTimer = () -> false;

  private SocketStream(
      WebSocketChannel channel,
      StreamProducer producer,
      BooleanSupplier holds,
      Set<LiveStream> open) {
    this.channel = requireNonNull(channel, "channel is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.open = requireNonNull(open, "open is null");
    this.thread = channel.getIoThread();
  }

  /** Whether a client asks for a WebSocket. */
  static boolean isAskedFor(HttpServerExchange exchange) {
    String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
    return exchange.getRequestMethod().equalToString("GET")
        && upgrade != null
        && upgrade.equalsIgnoreCase("websocket");
  }

  /** Answers with an upgrade; the connection belongs to the stream from here on. */
  static void start(
      HttpServerExchange exchange,
      Answer.Stream answer,
      BooleanSupplier holds,
      Set<LiveStream> open)
      throws Exception {
    WebSocketProtocolHandshakeHandler handshake =
        new WebSocketProtocolHandshakeHandler(
            (WebSocketConnectionCallback)
                (http, channel) -> {
                  SocketStream stream = new SocketStream(channel, answer.producer(), holds, open);
                  stream.thread.execute(() -> stream.begin(answer.limit()));
                },
            Refusal.INSTANCE);
    exchange.addExchangeCompleteListener(
        (ended, next) -> {
          if (ended.getStatusCode() != 101) {
            answer.producer().close();
          }
          next.proceed();
        });
    handshake.handleRequest(exchange);
  }

  /** What a client gets whose request is no handshake after all. */
  private enum Refusal implements HttpHandler {
    INSTANCE;

    @Override
    public void handleRequest(HttpServerExchange exchange) {
      exchange.setStatusCode(400);
      exchange.endExchange();
    }
  }

  private void begin(Duration limit) {
    open.add(this);
    channel.addCloseTask(gone -> close());
    channel.getReceiveSetter().set(new Departure());
    channel.resumeReceives();
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
    pump();
  }

  /** Reads on, so that a client's farewell is noticed; whatever else it sends is dropped. */
  private static final class Departure extends AbstractReceiveListener {
    @Override
    protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
      // nothing to be told
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
      message.getData().free();
    }

    @Override
    protected long getMaxTextBufferSize() {
      return LONGEST_MESSAGE;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return LONGEST_MESSAGE;
    }
  }

  private void scheduleHeartbeat() {
    heartbeatTimer =
        thread.executeAfter(
            () -> {
              if (!closed.get()) {
                beat();
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
                if (holds.getAsBoolean()) {
                  scheduleRightCheck();
                } else {
                  expired = true;
                  pump();
                }
              }
            },
            ResponseStream.RIGHT_CHECK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void beat() {
    String news = new String(producer.heartbeat(), UTF_8).strip();
    if (news.isEmpty()) {
      WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
    } else if (!sending) {
      sending = true;
      WebSockets.sendText(news, channel, new Sent());
    }
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
    if (closed.get() || sending) {
      return;
    }
    try {
      Optional<byte[]> next = expired ? Optional.empty() : producer.next();
      if (next.isPresent()) {
        sending = true;
        // As text: a piece is a line of JSON, whose end the message makes superfluous.
        WebSockets.sendText(
            new String(next.orElseThrow(), UTF_8).stripTrailing(), channel, new Sent());
      } else if (expired || producer.finished()) {
        close();
        WebSockets.sendClose(1000, "", channel, null);
      }
    } catch (RuntimeException e) {
      LOG.error("a stream over a WebSocket broke", e);
      abort();
    }
  }

  private final class Sent implements WebSocketCallback<Void> {
    @Override
    public void complete(WebSocketChannel to, Void context) {
      thread.execute(
          () -> {
            sending = false;
            pump();
          });
    }

    @Override
    public void onError(WebSocketChannel to, Void context, Throwable cause) {
      abort(); // The client went away: that is how watches end.
    }
  }

  private void abort() {
    close();
    IoUtils.safeClose(channel);
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
