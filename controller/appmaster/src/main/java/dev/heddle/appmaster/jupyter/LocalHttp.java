package dev.heddle.appmaster.jupyter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * One plain HTTP/1.0 request to a server in this container. The JDK's clients would bring threads
 * and megabytes for what is a few lines on a local socket.
 */
public final class LocalHttp {
  private static final int MAX_ANSWER = 64 * 1024;

  /** Status code and body of an answer. */
  public record Answer(int status, String body) {
    public Answer {
      requireNonNull(body, "body is null");
    }
  }

  private final Duration timeout;

  public LocalHttp(Duration timeout) {
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  public Answer get(String address, int port, String path, Optional<String> token)
      throws IOException {
    return request("GET", false, address, port, path, token);
  }

  /**
   * @param secure over TLS, with whatever certificate: who listens has been seen to by other means
   */
  public Answer get(boolean secure, String address, int port, String path, Optional<String> token)
      throws IOException {
    return request("GET", secure, address, port, path, token);
  }

  public Answer post(String address, int port, String path, Optional<String> token)
      throws IOException {
    return request("POST", false, address, port, path, token);
  }

  private Answer request(
      String method, boolean secure, String address, int port, String path, Optional<String> token)
      throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, port), millis);
      plain.setSoTimeout(millis);
      try (Socket socket = secure ? AnyCertificate.over(plain, address, port) : plain) {
        String authorization = token.map(t -> "Authorization: token " + t + "\r\n").orElse("");
        String text =
            method
                + " "
                + path
                + " HTTP/1.0\r\nHost: "
                + address
                + ":"
                + port
                + "\r\n"
                + authorization
                + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return parse(socket.getInputStream());
      }
    }
  }

  private static Answer parse(InputStream input) throws IOException {
    String text = new String(input.readNBytes(MAX_ANSWER), UTF_8);
    int statusEnd = text.indexOf("\r\n");
    String[] words = (statusEnd < 0 ? text : text.substring(0, statusEnd)).split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
      throw new IOException("the answer is not HTTP");
    }
    int headersEnd = text.indexOf("\r\n\r\n");
    return new Answer(
        Integer.parseInt(words[1]), headersEnd < 0 ? "" : text.substring(headersEnd + 4));
  }
}
