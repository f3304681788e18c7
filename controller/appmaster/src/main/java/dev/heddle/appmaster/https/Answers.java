package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.protocol.AgentError;
import java.io.IOException;
import java.io.OutputStream;

/** Writes whole answers. */
final class Answers {
  private Answers() {}

  static void json(HttpExchange exchange, int status, String json) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    bytes(exchange, status, json.getBytes(UTF_8));
  }

  static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    json(exchange, status, new AgentError(code, message).toJson());
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
