package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;

/** A socket that listens already, and at which a first connection has come in. */
final class OpenSocket extends ServerSocket {
  private final ServerSocket listening;
  private final AtomicReference<Socket> first;

  OpenSocket(ServerSocket listening, Socket first) throws IOException {
    this.listening = requireNonNull(listening, "listening is null");
    this.first = new AtomicReference<>(requireNonNull(first, "first is null"));
  }

  /** Gives this one to a server that would open one of its own. */
  ServerSocketFactory factory() {
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket() {
        return OpenSocket.this;
      }

      @Override
      public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public void bind(SocketAddress endpoint) {
    // It is.
  }

  @Override
  public void bind(SocketAddress endpoint, int backlog) {
    // It is.
  }

  @Override
  public Socket accept() throws IOException {
    Socket waiting = first.getAndSet(null);
    return waiting != null ? waiting : listening.accept();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return listening.getLocalSocketAddress();
  }

  @Override
  public int getLocalPort() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    super.close();
  }
}
