package dev.heddle.operator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import dev.heddle.operator.agent.AgentStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Kubernetes' port-forward protocol: two streams of one session for each connection, one for the
 * bytes and one for what is wrong.
 */
public final class PortForward implements SpdySession.Handler, AutoCloseable {

  public static final String PROTOCOL = "portforward.k8s.io";

  private static final int MOST_CONNECTIONS = 64;

  private final SpdySession session;
  private final Ports ports;
  private final Executor threads;
  private final Map<String, Integer> errors = new HashMap<>(); // the reading thread's
  private final Map<Integer, AgentStream> connections = new ConcurrentHashMap<>();

  /** The way to ports of the container. */
  public interface Ports {
    /**
     * A new connection.
     *
     * @throws IOException when it cannot be had; the message says why
     */
    AgentStream connect(int port) throws IOException;
  }

  /**
   * @param threads runs a task for each connection, which blocks
   */
  public PortForward(SpdySession session, Ports ports, Executor threads) {
    this.session = requireNonNull(session, "session is null");
    this.ports = requireNonNull(ports, "ports is null");
    this.threads = requireNonNull(threads, "threads is null");
  }

  @Override
  public boolean opened(int stream, Map<String, String> headers) {
    String request = headers.getOrDefault("requestid", "");
    String port = headers.getOrDefault("port", "");
    switch (headers.getOrDefault("streamtype", "")) {
      case "error" -> {
        return errors.size() < MOST_CONNECTIONS && errors.put(request, stream) == null;
      }
      case "data" -> {
        Integer error = errors.remove(request);
        if (error == null || !port.matches("\\d{1,5}") || connections.size() >= MOST_CONNECTIONS) {
          return false;
        }
        try {
          AgentStream connection = ports.connect(Integer.parseInt(port));
          connections.put(stream, connection);
          threads.execute(() -> carryBack(stream, error, connection));
        } catch (IOException e) {
          String why = e.getMessage();
          threads.execute(() -> fail(stream, error, why));
        }
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private void fail(int stream, int error, String why) {
    try {
      byte[] bytes = why.getBytes(UTF_8);
      session.write(error, bytes, 0, bytes.length);
      session.end(error);
      session.end(stream);
    } catch (IOException e) {
      // The client has gone, and needs to know nothing any more.
      return;
    }
  }

  private void carryBack(int stream, int error, AgentStream connection) {
    try (connection) {
      Optional<StreamFrame> frame = connection.read();
      boolean ended = false;
      while (frame.isPresent() && !ended) {
        byte[] bytes = frame.get().bytes();
        switch (frame.get().kind()) {
          case OUT -> session.write(stream, bytes, 0, bytes.length);
          case FAILED -> session.write(error, bytes, 0, bytes.length);
          case OUT_END -> ended = true;
          case IN, IN_END, ERR, RESIZE, EXIT, PING -> {
            // Not of a port.
          }
        }
        frame = ended ? Optional.empty() : connection.read();
      }
    } catch (IOException e) {
      // The connection was cut off, which its end tells.
      ended(stream);
    } finally {
      connections.remove(stream, connection);
    }
    try {
      session.end(stream);
      session.end(error);
    } catch (IOException e) {
      // The client has gone.
      return;
    }
  }

  @Override
  public void data(int stream, byte[] bytes) {
    AgentStream connection = connections.get(stream);
    if (connection != null) {
      try {
        connection.write(Kind.IN, bytes, 0, bytes.length);
      } catch (IOException e) {
        // Only this connection has ended, and the other direction tells.
        connection.close();
      }
    }
  }

  @Override
  public void ended(int stream) {
    AgentStream connection = connections.get(stream);
    if (connection != null) {
      try {
        connection.write(Kind.IN_END, new byte[0], 0, 0);
      } catch (IOException e) {
        connection.close();
      }
    }
  }

  @Override
  public void reset(int stream) {
    AgentStream connection = connections.remove(stream);
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void close() {
    connections.values().forEach(AgentStream::close);
    session.close();
  }
}
