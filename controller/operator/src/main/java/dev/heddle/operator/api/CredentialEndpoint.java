package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.quantity.Durations;
import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Authorizer;
import dev.heddle.operator.access.User;
import dev.heddle.operator.agent.ApiCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes tokens and certificates for people and services. Whoever has one made is that user from
 * then on: it takes the right to impersonate him and each of his groups.
 */
final class CredentialEndpoint {

  private static final Duration LONGEST_TOKEN = Duration.ofDays(365);
  private static final Duration LONGEST_CERTIFICATE = Duration.ofDays(2 * 365);
  private static final Set<String> JSON = Set.of("application/json");

  private final Authorizer authorizer;
  private final Optional<ApiCertificates> certificates;
  private final Optional<ServiceTokens> tokens;

  CredentialEndpoint(
      Authorizer authorizer,
      Optional<ApiCertificates> certificates,
      Optional<ServiceTokens> tokens) {
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.certificates = requireNonNull(certificates, "certificates is null");
    this.tokens = requireNonNull(tokens, "tokens is null");
  }

  Answer answer(ApiRequest request, Route.Credential route) {
    if (!request.method().equals("POST")) {
      throw ApiException.notAllowed(request.method());
    }
    ObjectNode body = RequestBody.tree(request, JSON);
    String user = body.path("user").asText("");
    if (user.isBlank()) {
      throw ApiException.badRequest("user is missing; write the user's name");
    }
    List<String> groups = new ArrayList<>();
    for (JsonNode group : body.path("groups")) {
      groups.add(group.asText());
    }
    requireMayBe(request.caller().user(), user, groups);
    return switch (route.what()) {
      case TOKEN -> token(user, groups, life(body, Duration.ofHours(8), LONGEST_TOKEN));
      case CERTIFICATE ->
          certificate(user, groups, life(body, Duration.ofDays(90), LONGEST_CERTIFICATE));
    };
  }

  private void requireMayBe(User caller, String user, List<String> groups) {
    List<Attributes> needed = new ArrayList<>();
    needed.add(Impersonation.name(user));
    groups.forEach(group -> needed.add(Impersonation.group(group)));
    for (Attributes right : needed) {
      if (!authorizer.decide(caller, right).allowed()) {
        throw new ApiException(ApiStatus.forbidden(caller.name(), right));
      }
    }
  }

  private static Duration life(ObjectNode body, Duration usual, Duration longest) {
    String text = body.path("expires").asText("");
    if (text.isEmpty()) {
      return usual;
    }
    Duration life;
    try {
      life = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("expires: " + e.getMessage());
    }
    if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(longest) > 0) {
      throw ApiException.badRequest(
          "expires is '" + text + "'; allowed is 1m to " + Durations.format(longest));
    }
    return life;
  }

  private Answer token(String user, List<String> groups, Duration life) {
    ServiceTokens.Made made =
        tokens.orElseThrow(CredentialEndpoint::withoutTls).make(user, groups, life);
    return new Answer.Json(
        201,
        JsonNodeFactory.instance
            .objectNode()
            .put("token", made.token())
            .put("expires", made.expires().toString()));
  }

  private Answer certificate(String user, List<String> groups, Duration life) {
    ApiCertificates authority = certificates.orElseThrow(CredentialEndpoint::withoutTls);
    ApiCertificates.Issued issued;
    try {
      issued = authority.issue(user, groups, life);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(e.getMessage());
    }
    return new Answer.Json(
        201,
        JsonNodeFactory.instance
            .objectNode()
            .put("certificate", issued.certificate())
            .put("key", issued.key())
            .put("certificateAuthority", authority.authorityPem())
            .put("expires", issued.expires().toString()));
  }

  private static ApiException withoutTls() {
    return ApiException.badRequest("this operator serves plain http and has no certificates");
  }
}
