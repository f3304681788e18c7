package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.appmaster.stream.AgentStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Streams both ways, which HTTP does not give: the operator asks for one and is told a port that
 * takes one connection, from the operator's certificate alone, within some seconds.
 */
public final class StreamRoute {
  private static final int MOST = 16;
  private static final int MAX_REQUEST_BYTES = 64 * 1024;
  private static final int ACCEPT_MILLIS = 10_000;
  private static final int PORTS_TRIED = 64;
  private static final long STACK_BYTES = 256 * 1024;

  private final SSLContext tls;
  private final InetAddress address;
  private final PortRange ports;
  private final String container;
  private final Opener opener;
  private final Semaphore free = new Semaphore(MOST);
  private final AtomicInteger opened = new AtomicInteger();

  /** Finds what a stream is to be opened to. */
  public interface Opener {
    /**
     * What is at this end.
     *
     * @throws IllegalStateException when there is nothing now; the message says why
     */
    AgentStream open(StreamRequest request) throws IOException;
  }

  /**
   * @param container YARN's id of this container, which tells the caller where it has come
   */
  public StreamRoute(
      SSLContext tls, InetAddress address, PortRange ports, String container, Opener opener) {
    this.tls = requireNonNull(tls, "tls is null");
    this.address = requireNonNull(address, "address is null");
    this.ports = requireNonNull(ports, "ports is null");
    this.container = requireNonNull(container, "container is null");
    this.opener = requireNonNull(opener, "opener is null");
  }

  void handle(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getRawPath().equals(AgentApi.STREAMS)) {
      Answers.notFound(exchange);
      return;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      Answers.notAllowed(exchange);
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES);
    StreamRequest request = StreamRequest.fromJson(new String(body, UTF_8));
    AgentStream stream;
    try {
      stream = opener.open(request);
    } catch (IllegalStateException e) {
      Answers.error(exchange, 409, "Conflict", e.getMessage());
      return;
    }
    if (!free.tryAcquire()) {
      Answers.error(exchange, 429, "TooMany", "at most " + MOST + " streams are open at once");
      return;
    }
    int port;
    try {
      port = listen(stream);
    } catch (IOException | RuntimeException e) {
      free.release();
      throw e;
    }
    Answers.json(
        exchange,
        200,
        JsonObject.create().put("port", port).put("container", container).toString());
  }

  private int listen(AgentStream stream) throws IOException {
    SSLServerSocket server = bind();
    server.setNeedClientAuth(true);
    server.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    server.setSoTimeout(ACCEPT_MILLIS);
    Thread thread = new Thread(null, () -> serve(server, stream), "stream", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return server.getLocalPort();
  }

  private SSLServerSocket bind() throws IOException {
    // Agents of one node should not all begin at the same port.
    int from =
        (int) ((ProcessHandle.current().pid() + 31L * opened.getAndIncrement()) % ports.size());
    for (int i = 0; i < Math.min(PORTS_TRIED, ports.size()); i++) {
      int port = ports.first() + (from + i) % ports.size();
      try {
        return socket(port);
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    return socket(0);
  }

  private SSLServerSocket socket(int port) throws IOException {
    return (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(port, 1, address);
  }

  private void serve(SSLServerSocket server, AgentStream stream) {
    try (server;
        SSLSocket socket = accept(server)) {
      server.close();
      stream.run(
          new BufferedInputStream(socket.getInputStream(), 16 * 1024), socket.getOutputStream());
    } catch (IOException e) {
      // Nobody came, a stranger did, or the operator went away.
      return;
    } finally {
      free.release();
    }
  }

  private static SSLSocket accept(SSLServerSocket server) throws IOException {
    SSLSocket socket = (SSLSocket) server.accept();
    try {
      socket.setSoTimeout(ACCEPT_MILLIS);
      socket.startHandshake();
      Optional<String> caller = Callers.name(socket.getSession().getPeerPrincipal());
      if (caller.filter(AgentApi.OPERATOR_NAME::equals).isEmpty()) {
        throw new IOException("only " + AgentApi.OPERATOR_NAME + " may do this");
      }
      socket.setSoTimeout(0);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
