package dev.heddle.operator.stream;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Kubernetes' channels in a WebSocket: the first byte of a message is its channel. In version 5 a
 * message that begins with 255 ends the channel after it.
 */
public final class WebSocketExec implements ExecClient {

  /** The protocols in the order in which they are preferred. */
  public static final List<String> PROTOCOLS =
      List.of("v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io");

  private static final int ENDS = 255;
  private static final int NORMAL = 1000;

  private final WebSocketWire wire;

  public WebSocketExec(WebSocketWire wire) {
    this.wire = requireNonNull(wire, "wire is null");
  }

  @Override
  public void read(Receiver receiver) throws IOException {
    Optional<byte[]> message = wire.read();
    while (message.isPresent()) {
      byte[] bytes = message.get();
      if (bytes.length > 0) {
        int channel = bytes[0] & 0xff;
        if (channel == ENDS) {
          receiver.end(bytes.length > 1 ? bytes[1] & 0xff : ENDS);
        } else {
          receiver.bytes(channel, bytes, 1, bytes.length - 1);
        }
      }
      message = wire.read();
    }
  }

  @Override
  public void write(int channel, byte[] bytes, int from, int length) throws IOException {
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, from, message, 1, length);
    wire.write(message, 0, message.length);
  }

  @Override
  public void end(byte[] status) throws IOException {
    write(STATUS, status, 0, status.length);
    wire.close(NORMAL);
  }

  @Override
  public void ping() throws IOException {
    wire.ping();
  }
}
