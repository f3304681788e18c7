package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;

/**
 * One kept connection, with no more HTTP than it takes, so that the client costs next to nothing.
 */
final class WireClient implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final String host;

  WireClient(Socket socket, String host) throws IOException {
    this.socket = requireNonNull(socket, "socket is null");
    this.host = requireNonNull(host, "host is null");
    socket.setTcpNoDelay(true);
    this.input = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.output = socket.getOutputStream();
  }

  void send(String method, String path, byte[] body) throws IOException {
    send(method, path, Map.of(), body);
  }

  void send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host);
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.toString().getBytes(ISO_8859_1), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    output.write(request);
    output.flush();
  }

  byte[] ask(String method, String path, byte[] body) throws IOException {
    return ask(method, path, Map.of(), body);
  }

  /** The body of an answer that is well. */
  byte[] ask(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    send(method, path, headers, body);
    String status = line();
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    byte[] answer = input.readNBytes(length);
    if (answer.length < length) {
      throw new EOFException("an answer was cut short");
    }
    if (!status.startsWith("HTTP/1.1 20")) {
      throw new IOException(
          method + " " + path + ": " + status + " " + new String(answer, ISO_8859_1));
    }
    return answer;
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = input.read(); read != '\n'; read = input.read()) {
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  /** Reads and drops what comes, and tells each end of a line, until the connection ends. */
  void lines(Runnable onLine) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          onLine.run();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
