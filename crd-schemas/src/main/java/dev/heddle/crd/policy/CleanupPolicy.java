package dev.heddle.crd.policy;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * What is stopped or deleted by itself in a whole installation, and under which conditions.
 *
 * @param metadata identity and ownership
 * @param spec the desired state
 * @param status what is due, and what was done
 */
public record CleanupPolicy(ObjectMeta metadata, CleanupPolicySpec spec, CleanupPolicyStatus status)
    implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "CleanupPolicy";

  public CleanupPolicy {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
    status = requireNonNullElse(status, CleanupPolicyStatus.unobserved());
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return KIND;
  }

  public CleanupPolicy withStatus(CleanupPolicyStatus replacement) {
    return new CleanupPolicy(metadata, spec, replacement);
  }

  public CleanupPolicy withSpec(CleanupPolicySpec replacement) {
    return new CleanupPolicy(metadata, replacement, status);
  }

  public CleanupPolicy withMetadata(ObjectMeta replacement) {
    return new CleanupPolicy(replacement, spec, status);
  }
}
