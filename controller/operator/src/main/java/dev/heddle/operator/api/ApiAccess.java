package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.access.Authorizer;
import dev.heddle.operator.agent.ApiCertificates;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the API knows who asks and what he may.
 *
 * @param authorizer decides
 * @param queues that the resources of a namespace may use; one that is not named has no limit
 * @param certificates for TLS and for clients; without them plain http is served
 * @param tokens that an administrator has given to people
 * @param audit where what was done is written down
 */
public record ApiAccess(
    Authorizer authorizer,
    Map<String, Set<String>> queues,
    Optional<ApiCertificates> certificates,
    Optional<StaticTokens> tokens,
    AuditLog audit) {

  public ApiAccess {
    requireNonNull(authorizer, "authorizer is null");
    queues = Map.copyOf(queues);
    requireNonNull(certificates, "certificates is null");
    requireNonNull(tokens, "tokens is null");
    requireNonNull(audit, "audit is null");
  }
}
