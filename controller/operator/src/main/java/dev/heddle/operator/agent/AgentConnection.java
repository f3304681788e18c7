package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A stream over a connection of its own. */
final class AgentConnection implements AgentStream {

  private final SSLSocket socket;
  private final InputStream input;
  private final OutputStream output;

  private AgentConnection(SSLSocket socket) throws IOException {
    this.socket = requireNonNull(socket, "socket is null");
    this.input = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    this.output = socket.getOutputStream();
  }

  static AgentConnection open(SSLContext tls, String host, int port, Duration timeout)
      throws IOException {
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
    try {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      socket.startHandshake();
      socket.setSoTimeout(0);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      return new AgentConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  SSLSocket socket() {
    return socket;
  }

  @Override
  public Optional<StreamFrame> read() throws IOException {
    return StreamFrame.read(input);
  }

  @Override
  public void write(StreamFrame.Kind kind, byte[] bytes, int from, int length) throws IOException {
    synchronized (output) {
      StreamFrame.write(output, kind, bytes, from, length);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed as far as anybody here is concerned.
      return;
    }
  }
}
