package dev.heddle.appmaster.stream;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** Carries bytes between the operator and a port in this container. */
public final class ForwardStream implements AgentStream {
  private static final int CONNECT_MILLIS = 5_000;

  private final int port;
  private final String host;

  /**
   * @param host the node's name: where what listens there only is tried, after the loopback
   */
  public ForwardStream(int port, String host) {
    this.port = port;
    this.host = requireNonNull(host, "host is null");
  }

  @Override
  public void run(InputStream input, OutputStream output) throws IOException {
    FrameOutput frames = new FrameOutput(output);
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      Thread back = Pumps.start("forward", () -> pumpBack(socket, frames));
      pump(input, socket);
      Pumps.join(back);
    } catch (IOException e) {
      frames.write(Kind.FAILED, "port " + port + ": " + e.getMessage());
    }
  }

  private Socket connect() throws IOException {
    try {
      return connect(InetAddress.getLoopbackAddress());
    } catch (IOException refused) {
      return connect(InetAddress.getByName(host));
    }
  }

  private Socket connect(InetAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Until the operator has no more, or goes. */
  private static void pump(InputStream input, Socket socket) throws IOException {
    OutputStream to = socket.getOutputStream();
    Optional<StreamFrame> frame = StreamFrame.read(input);
    while (frame.isPresent()) {
      if (frame.get().kind() == Kind.IN) {
        frame.get().writeTo(to);
      } else if (frame.get().kind() == Kind.IN_END) {
        socket.shutdownOutput();
      }
      frame = StreamFrame.read(input);
    }
    socket.close();
  }

  private static void pumpBack(Socket socket, FrameOutput frames) throws IOException {
    try {
      frames.copy(socket.getInputStream(), Kind.OUT);
    } finally {
      frames.write(Kind.OUT_END, "");
    }
  }
}
