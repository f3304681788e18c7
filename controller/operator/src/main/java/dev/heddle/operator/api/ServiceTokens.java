package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.access.User;
import dev.heddle.operator.agent.ApiCertificates;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tokens that carry their user and their end, signed by the installation's key: JSON Web Tokens of
 * one form (ES256). Nothing is kept of them, so that every operator of the installation knows them.
 */
final class ServiceTokens implements TokenReader {

  private static final String ISSUER = "heddle";
  private static final String AUDIENCE = "heddle-api";
  private static final int LONGEST = 8 << 10;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** The only header that is written and taken: an algorithm is not the sender's to choose. */
  private static final String HEADER =
      ENCODER.encodeToString("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(US_ASCII));

  private final ApiCertificates keys;
  private final Clock clock;
  private final SecureRandom random;

  ServiceTokens(ApiCertificates keys, Clock clock, SecureRandom random) {
    this.keys = requireNonNull(keys, "keys is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.random = requireNonNull(random, "random is null");
  }

  /** A token and its end. */
  record Made(String token, Instant expires) {
    @Override
    public String toString() {
      return "Made[expires " + expires + "]";
    }
  }

  Made make(String user, List<String> groups, Duration life) {
    Instant now = clock.instant();
    Instant expires = Instant.ofEpochSecond(now.plus(life).getEpochSecond());
    byte[] id = new byte[12];
    random.nextBytes(id);
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("iss", ISSUER).put("aud", AUDIENCE).put("sub", user);
    groups.forEach(claims.putArray("groups")::add);
    claims
        .put("iat", now.getEpochSecond())
        .put("exp", expires.getEpochSecond())
        .put("jti", HexFormat.of().formatHex(id));
    String signed = HEADER + "." + ENCODER.encodeToString(claims.toString().getBytes(UTF_8));
    String signature = ENCODER.encodeToString(keys.sign(signed.getBytes(US_ASCII)));
    return new Made(signed + "." + signature, expires);
  }

  @Override
  public Optional<Identity> read(String token) {
    if (token.length() > LONGEST || !token.startsWith(HEADER + ".")) {
      return Optional.empty();
    }
    int end = token.lastIndexOf('.');
    if (end <= HEADER.length()) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      byte[] signature = decoder.decode(token.substring(end + 1));
      if (!keys.isSigned(token.substring(0, end).getBytes(US_ASCII), signature)) {
        return Optional.empty();
      }
      JsonNode claims =
          Json.mapper().readTree(decoder.decode(token.substring(HEADER.length() + 1, end)));
      Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong());
      boolean ours =
          claims.path("iss").asText().equals(ISSUER)
              && claims.path("aud").asText().equals(AUDIENCE)
              && !claims.path("sub").asText().isEmpty();
      if (!ours || !clock.instant().isBefore(expires)) {
        return Optional.empty();
      }
      List<String> groups = new ArrayList<>();
      claims.path("groups").forEach(group -> groups.add(group.asText()));
      return Optional.of(
          new Identity(
              User.authenticated(claims.path("sub").asText(), groups),
              () -> clock.instant().isBefore(expires)));
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty(); // Not well written, so not ours.
    }
  }
}
