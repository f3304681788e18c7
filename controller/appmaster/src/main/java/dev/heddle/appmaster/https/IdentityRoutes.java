package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.protocol.Identities;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator brings new certificates, and containers fetch theirs. */
public final class IdentityRoutes {
  private static final int MAX_JSON_BYTES = 64 * 1024;

  /** Takes new certificates over, for good. */
  public interface Renewal {
    void renew(Identities identities) throws GeneralSecurityException, IOException;
  }

  private final Renewal renewal;
  private final Supplier<Optional<KeyStoreSecret>> ofContainers;

  public IdentityRoutes(Renewal renewal, Supplier<Optional<KeyStoreSecret>> ofContainers) {
    this.renewal = requireNonNull(renewal, "renewal is null");
    this.ofContainers = requireNonNull(ofContainers, "ofContainers is null");
  }

  void renew(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      Answers.notAllowed(exchange);
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_JSON_BYTES);
    try {
      renewal.renew(Identities.fromJson(new String(body, UTF_8)));
      Answers.bytes(exchange, 204, new byte[0]);
    } catch (GeneralSecurityException e) {
      Answers.error(exchange, 400, "BadRequest", String.valueOf(e.getMessage()));
    }
  }

  /** The certificate that all containers of the application share. */
  void ofContainers(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      Answers.notAllowed(exchange);
      return;
    }
    Optional<KeyStoreSecret> secret = ofContainers.get();
    if (secret.isPresent()) {
      Answers.json(exchange, 200, secret.get().toJson());
    } else {
      Answers.notFound(exchange);
    }
  }
}
