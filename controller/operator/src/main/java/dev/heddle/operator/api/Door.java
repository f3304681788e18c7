package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Authorizer;
import dev.heddle.operator.access.User;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Lets in who may: says who asks, and whether he may have what he wants. */
final class Door {

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  Door(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = requireNonNull(authenticator, "authenticator is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
  }

  /**
   * Somebody at the door.
   *
   * @param identity who he has shown to be
   * @param impersonation whom he wants to be instead
   */
  record Visitor(Identity identity, Optional<Impersonation> impersonation) {

    Caller caller() {
      return impersonation
          .map(other -> new Caller(other.user(), Optional.of(identity.user())))
          .orElseGet(() -> new Caller(identity.user(), Optional.empty()));
    }
  }

  /**
   * Who asks.
   *
   * @param headers by their lower-case names
   */
  Visitor meet(Map<String, List<String>> headers, Optional<X509Certificate> certificate) {
    Identity identity =
        authenticator.authenticate(
            headers.getOrDefault("authorization", List.of()).stream().findFirst(), certificate);
    return new Visitor(identity, Impersonation.of(headers));
  }

  /**
   * Lets him do it, or throws; the answer says later whether he still may.
   *
   * @throws ApiException Forbidden, without a word of what is there
   */
  BooleanSupplier admit(Visitor visitor, Attributes wanted) {
    User self = visitor.identity().user();
    List<Attributes> needed = visitor.impersonation().map(Impersonation::needed).orElse(List.of());
    for (Attributes right : needed) {
      require(self, right);
    }
    User user = visitor.caller().user();
    require(user, wanted);
    return () ->
        visitor.identity().holds().getAsBoolean()
            && needed.stream().allMatch(right -> authorizer.decideAtOnce(self, right).allowed())
            && authorizer.decideAtOnce(user, wanted).allowed();
  }

  private void require(User user, Attributes wanted) {
    if (!authorizer.decide(user, wanted).allowed()) {
      throw new ApiException(ApiStatus.forbidden(user.name(), wanted));
    }
  }
}
