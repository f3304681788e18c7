package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.User;
import dev.heddle.operator.agent.ApiCertificates;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who asks: by his certificate, else by his token. */
final class Authenticator {

  private static final String SCHEME = "bearer ";

  private final List<TokenReader> tokens;
  private final Optional<ApiCertificates> certificates;

  Authenticator(List<TokenReader> tokens, Optional<ApiCertificates> certificates) {
    this.tokens = List.copyOf(tokens);
    this.certificates = requireNonNull(certificates, "certificates is null");
  }

  /**
   * Who he is.
   *
   * @param authorization the header
   * @param certificate what was shown in the handshake; not judged yet
   */
  Identity authenticate(Optional<String> authorization, Optional<X509Certificate> certificate) {
    Optional<Identity> shown = certificate.flatMap(this::of);
    if (shown.isPresent()) {
      return shown.get();
    }
    return authorization
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip())
        .flatMap(this::of)
        .orElseThrow(
            () ->
                new ApiException(
                    ApiStatus.of(
                        ApiStatus.Reason.UNAUTHORIZED,
                        reason(authorization.isPresent(), certificate.isPresent()))));
  }

  private static String reason(boolean token, boolean certificate) {
    if (token) {
      return "Unauthorized: the token is none of this operator's, or has expired";
    }
    return certificate
        ? "Unauthorized: the certificate is not of this installation, not for clients, or has"
            + " expired"
        : "Unauthorized: send a token as Authorization: Bearer, or show a certificate of this"
            + " installation";
  }

  private Optional<Identity> of(String token) {
    return tokens.stream().flatMap(reader -> reader.read(token).stream()).findFirst();
  }

  private Optional<Identity> of(X509Certificate certificate) {
    return certificates.flatMap(
        known ->
            known
                .client(certificate)
                .map(
                    client ->
                        new Identity(
                            User.authenticated(client.user(), client.groups()),
                            () -> known.client(certificate).isPresent())));
  }
}
