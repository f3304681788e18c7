package dev.heddle.appmaster.https;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets the operator's certificate pass and no other: applications hold certificates of the same
 * authority, and one must not control another.
 */
final class GuardedRoute implements HttpHandler {
  private final HttpHandler route;

  GuardedRoute(HttpHandler route) {
    this.route = requireNonNull(route, "route is null");
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    SSLSession session = ((HttpsExchange) exchange).getSSLSession();
    Optional<String> caller = commonName(session);
    if (caller.filter(AgentApi.OPERATOR_NAME::equals).isEmpty()) {
      Answers.error(
          exchange, 403, "Forbidden", "only " + AgentApi.OPERATOR_NAME + " may call this agent");
      return;
    }
    try {
      route.handle(exchange);
    } catch (MalformedMessageException | IllegalArgumentException e) {
      Answers.error(exchange, 400, "BadRequest", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> commonName(SSLSession session) {
    try {
      Principal subject = session.getPeerPrincipal();
      for (Rdn part : new LdapName(subject.getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return Optional.of(part.getValue().toString());
        }
      }
    } catch (SSLPeerUnverifiedException | InvalidNameException e) {
      // No name that could be the operator's.
      return Optional.empty();
    }
    return Optional.empty();
  }
}
