package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/** Knows the one local token and whose it is. */
final class Authenticator {

  private static final String SCHEME = "bearer ";

  private final TokenFile token;
  private final Caller owner;

  Authenticator(TokenFile token, Caller owner) {
    this.token = requireNonNull(token, "token is null");
    this.owner = requireNonNull(owner, "owner is null");
  }

  Caller authenticate(Optional<String> authorization) {
    return authorization
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip())
        .filter(token::matches)
        .map(value -> owner)
        .orElseThrow(
            () ->
                new ApiException(
                    ApiStatus.of(
                        ApiStatus.Reason.UNAUTHORIZED,
                        authorization.isPresent()
                            ? "Unauthorized: the token is not the one of this operator"
                            : "Unauthorized: send the operator's token as Authorization: Bearer")));
  }
}
