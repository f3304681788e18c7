package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.streams.ChannelInputStream;
import org.xnio.streams.ChannelOutputStream;

/** Takes connections out of HTTP: into a WebSocket, or into SPDY. */
final class Upgrades {

  private static final Logger LOG = LoggerFactory.getLogger(Upgrades.class);
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String SPDY = "SPDY/3.1";
  private static final HttpString SPDY_PROTOCOL = new HttpString("X-Stream-Protocol-Version");
  private static final int BUFFER = 16 << 10;

  private Upgrades() {}

  /**
   * Opens the session and leaves HTTP.
   *
   * @param holds whether who asked still may; the session is cut off soon after it no longer is
   */
  static void start(
      HttpServerExchange exchange,
      Answer.Opening opening,
      BooleanSupplier holds,
      Set<LiveStream> open) {
    HeaderMap asked = exchange.getRequestHeaders();
    String upgrade = Optional.ofNullable(asked.getFirst(Headers.UPGRADE)).orElse("");
    Optional<String> key = Optional.ofNullable(asked.getFirst(Headers.SEC_WEB_SOCKET_KEY));
    boolean webSocket = upgrade.equalsIgnoreCase("websocket") && key.isPresent();
    if (!webSocket && !upgrade.equalsIgnoreCase(SPDY)) {
      throw ApiException.badRequest(
          "unable to upgrade: this needs a WebSocket or SPDY/3.1, not '" + upgrade + "'");
    }
    HttpString header = webSocket ? Headers.SEC_WEB_SOCKET_PROTOCOL : SPDY_PROTOCOL;
    UpgradedSession session =
        opening.open(new UpgradeRequest(webSocket, listed(asked, header), query(exchange)));
    HeaderMap told = exchange.getResponseHeaders();
    if (webSocket) {
      told.put(Headers.SEC_WEB_SOCKET_ACCEPT, accept(key.orElseThrow()));
    }
    told.put(header, session.protocol());
    exchange.upgradeChannel(
        webSocket ? "websocket" : SPDY,
        (connection, http) -> new Live(connection, session, holds, open).begin());
    exchange.endExchange();
  }

  private static List<String> listed(HeaderMap headers, HttpString name) {
    List<String> all = new ArrayList<>();
    if (headers.contains(name)) {
      for (String line : headers.get(name)) {
        for (String word : line.split(",")) {
          all.add(word.strip());
        }
      }
    }
    return all;
  }

  private static Map<String, List<String>> query(HttpServerExchange exchange) {
    Map<String, List<String>> query = new HashMap<>();
    exchange.getQueryParameters().forEach((name, values) -> query.put(name, List.copyOf(values)));
    return query;
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection that has left HTTP. */
  private static final class Live implements LiveStream {
    private final StreamConnection connection;
    private final UpgradedSession session;
    private final BooleanSupplier holds;
    private final Set<LiveStream> open;
    private final AtomicBoolean closed = new AtomicBoolean();

    Live(
        StreamConnection connection,
        UpgradedSession session,
        BooleanSupplier holds,
        Set<LiveStream> open) {
      this.connection = connection;
      this.session = session;
      this.holds = holds;
      this.open = open;
    }

    void begin() {
      open.add(this);
      scheduleRightCheck();
      Thread thread = new Thread(this::run, "upgraded");
      thread.setDaemon(true);
      thread.start();
    }

    private void scheduleRightCheck() {
      connection
          .getIoThread()
          .executeAfter(
              () -> {
                if (closed.get()) {
                  return;
                }
                if (holds.getAsBoolean()) {
                  scheduleRightCheck();
                } else {
                  close();
                }
              },
              ResponseStream.RIGHT_CHECK.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    private void run() {
      try {
        session.run(
            new BufferedInputStream(new ChannelInputStream(connection.getSourceChannel()), BUFFER),
            new ChannelOutputStream(connection.getSinkChannel()));
      } catch (IOException e) {
        LOG.debug("a stream was cut off", e); // The client went away: that is how streams end.
      } catch (RuntimeException e) {
        LOG.error("a stream broke", e);
      } finally {
        close();
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        open.remove(this);
        session.close();
        IoUtils.safeClose(connection);
      }
    }
  }
}
