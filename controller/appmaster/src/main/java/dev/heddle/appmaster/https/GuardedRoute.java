package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets certificates with certain names pass and no other: all applications hold certificates of the
 * same authority, and one must not control another.
 */
final class GuardedRoute implements HttpHandler {
  private static final String CALLER = "heddle.caller";

  private final HttpHandler route;
  private final List<String> names;

  GuardedRoute(HttpHandler route, List<String> names) {
    this.route = requireNonNull(route, "route is null");
    this.names = List.copyOf(names);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    SSLSession session = ((HttpsExchange) exchange).getSSLSession();
    Optional<String> caller = commonName(session);
    if (caller.filter(names::contains).isEmpty()) {
      Answers.error(
          exchange, 403, "Forbidden", "only " + String.join(" and ", names) + " may do this");
      return;
    }
    try {
      route.handle(exchange);
    } catch (MalformedMessageException | IllegalArgumentException e) {
      Answers.error(exchange, 400, "BadRequest", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> commonName(SSLSession session) {
    // Reading a name takes as long as answering for a key: once for each connection is enough.
    if (session.getValue(CALLER) instanceof String known) {
      return Optional.of(known);
    }
    try {
      Optional<String> name = commonName(session.getPeerPrincipal());
      name.ifPresent(text -> session.putValue(CALLER, text));
      return name;
    } catch (SSLPeerUnverifiedException e) {
      // No name that could be somebody's.
      return Optional.empty();
    }
  }

  static Optional<String> commonName(Principal subject) {
    return Callers.name(subject);
  }
}
