package dev.heddle.operator.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/** A line to a server that can be cut, held down, or made to lose the answers. */
final class Line implements AutoCloseable {

  private final int target;
  private final ExecutorService executor;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean down;
  private volatile boolean deafToAnswers;

  Line(String target, ExecutorService executor) {
    this.target = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
    this.executor = executor;
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    executor.execute(this::accept);
  }

  String connect() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  ZooKeeperConnection.Settings through(ZooKeeperConnection.Settings settings) {
    return new ZooKeeperConnection.Settings(
        connect(), settings.root(), settings.credentials(), settings.sessionTimeout());
  }

  /** Cuts what is open; the client may come back at once. */
  void cut() {
    deafToAnswers = false;
    sockets.forEach(Line::close);
    sockets.clear();
  }

  /** Cuts, and lets nobody in until {@link #up}. */
  void down() {
    down = true;
    cut();
  }

  void up() {
    down = false;
  }

  /** From now on requests get through and answers don't, until the next cut. */
  void loseAnswers() {
    deafToAnswers = true;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (down) {
          close(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // Closed, or the server is away: the client tries again.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1000);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    executor.execute(() -> copy(client, server, false));
    executor.execute(() -> copy(server, client, true));
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[1 << 14];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!answers || !deafToAnswers) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // One end is gone: so is the other.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
