package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * Asks another agent of the same application. Who answers is told by the name in its certificate,
 * since an address may have passed to another application; nothing is said before that is known.
 * One connection a request: kept ones would cost the other side a TLS buffer each, and sessions are
 * resumed anyway.
 */
public final class PeerClient {
  private static final int OK = 200;
  private static final String LENGTH = "Content-Length:";

  /** All that is ever read is JSON in ASCII. */
  private static final int LONGEST_BODY = 64 * 1024;

  private final SSLContext tls;
  private final String peerName;
  private final Duration timeout;

  /**
   * @param peerName common name that the other side's certificate must have
   */
  public PeerClient(SSLContext tls, String peerName, Duration timeout) {
    this.tls = requireNonNull(tls, "tls is null");
    this.peerName = requireNonNull(peerName, "peerName is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  /** Posts and returns the status of the answer. */
  public int post(String host, int port, String path, Map<String, String> headers, String body)
      throws IOException {
    return ask(host, port, "POST", path, headers, body).status();
  }

  /** What is there; empty when nothing is given out. */
  public Optional<String> get(String host, int port, String path) throws IOException {
    Answer answer = ask(host, port, "GET", path, Map.of(), "");
    return answer.status() == OK ? Optional.of(answer.body()) : Optional.empty();
  }

  private record Answer(int status, String body) {}

  private Answer ask(
      String host, int port, String method, String path, Map<String, String> headers, String body)
      throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      try (SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
        requirePeer(socket.getSession().getPeerPrincipal());
        byte[] content = body.getBytes(UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        head.append("Host: ").append(host).append(':').append(port).append("\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
            .append(content.length)
            .append("\r\n\r\n");
        OutputStream output = socket.getOutputStream();
        output.write(head.toString().getBytes(ISO_8859_1));
        output.write(content);
        output.flush();
        return answer(
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
      }
    }
  }

  private void requirePeer(Principal shown) throws SSLPeerUnverifiedException {
    if (GuardedRoute.commonName(shown).filter(peerName::equals).isEmpty()) {
      throw new SSLPeerUnverifiedException(shown.getName() + " answers where " + peerName + " was");
    }
  }

  private static Answer answer(BufferedReader input) throws IOException {
    String line = input.readLine();
    if (line == null || !line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("not an HTTP answer: " + line);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    int length = 0;
    for (String head = input.readLine(); head != null && !head.isEmpty(); head = input.readLine()) {
      if (head.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(head.substring(LENGTH.length()).strip());
      }
    }
    char[] body = new char[Math.min(length, LONGEST_BODY)];
    int count = 0;
    for (int read = 0; read >= 0 && count < body.length; count += Math.max(read, 0)) {
      read = input.read(body, count, body.length - count);
    }
    return new Answer(status, new String(body, 0, count));
  }
}
