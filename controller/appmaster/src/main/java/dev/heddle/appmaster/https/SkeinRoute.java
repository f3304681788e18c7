package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import java.io.IOException;

/** Tells where Skein's protocol is spoken, and what is shown there. */
public final class SkeinRoute {
  private final SkeinEndpoint endpoint;

  public SkeinRoute(SkeinEndpoint endpoint) {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
  }

  void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      Answers.json(exchange, 200, endpoint.toJson());
    } else {
      Answers.notAllowed(exchange);
    }
  }
}
