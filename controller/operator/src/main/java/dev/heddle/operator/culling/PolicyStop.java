package dev.heddle.operator.culling;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * That a policy wants a run stopped, as an annotation of its Application says: the record of the
 * intent, which the application controller carries out. It stays stopped for as long as the same
 * launch is asked for (I6).
 *
 * @param launch what the run was launched as
 * @param applicationId the run
 * @param policy by name
 * @param rule of the policy
 * @param waits whether it is left alone while it is at work, or can't be asked
 * @param at when it was asked for
 * @param why in words
 */
public record PolicyStop(
    String launch,
    String applicationId,
    String policy,
    String rule,
    boolean waits,
    Instant at,
    String why) {

  public PolicyStop {
    requireNonNull(launch, "launch is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(policy, "policy is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(at, "at is null");
    requireNonNull(why, "why is null");
  }

  /** As the annotation has it. */
  public String text() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("applicationId", applicationId);
    tree.put("launch", launch);
    tree.put("policy", policy);
    tree.put("rule", rule);
    tree.put("waits", waits);
    tree.put("at", at.toString());
    tree.put("why", why);
    return tree.toString();
  }

  /** What the annotation says; what is none asks for nothing. */
  public static Optional<PolicyStop> read(String text) {
    try {
      JsonNode tree = Json.mapper().readTree(text);
      return tree.path("launch").isTextual() && tree.path("applicationId").isTextual()
          ? Optional.of(
              new PolicyStop(
                  tree.path("launch").asText(),
                  tree.path("applicationId").asText(),
                  tree.path("policy").asText(),
                  tree.path("rule").asText(),
                  tree.path("waits").asBoolean(true),
                  Instant.parse(tree.path("at").asText()),
                  tree.path("why").asText()))
          : Optional.empty();
    } catch (JsonProcessingException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Who stops it and why, in words. */
  public String words() {
    return "policy '" + policy + "', rule '" + rule + "': " + why;
  }
}
