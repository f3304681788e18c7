package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.protocol.AgentError;
import java.io.IOException;
import java.io.OutputStream;

/** Writes whole answers. */
final class Answers {
  private static final long MOST_READ_ON = 64 << 20;

  private Answers() {}

  static void json(HttpExchange exchange, int status, String json) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    bytes(exchange, status, json.getBytes(UTF_8));
  }

  static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    json(exchange, status, new AgentError(code, message).toJson());
  }

  static void notFound(HttpExchange exchange) throws IOException {
    error(exchange, 404, "NotFound", "nothing is served here");
  }

  static void notAllowed(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    error(exchange, 405, "MethodNotAllowed", method + " is not possible here");
  }

  /**
   * Takes in what a request has more than may be: callers that are still writing would not read the
   * answer that tells them.
   */
  static void readOn(HttpExchange exchange) throws IOException {
    byte[] piece = new byte[8192];
    long left = MOST_READ_ON;
    while (left > 0) {
      int read = exchange.getRequestBody().read(piece);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  static void bytes(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    // A length of 0 would mean a chunked body; -1 means none.
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream output = exchange.getResponseBody()) {
      output.write(body);
    }
    exchange.close();
  }
}
