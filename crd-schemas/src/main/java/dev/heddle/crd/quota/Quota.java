package dev.heddle.crd.quota;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * How much the notebooks and applications of namespaces or owners may use at one time. Who finds no
 * room waits in line; who runs is never stopped by it.
 *
 * @param metadata identity
 * @param spec the limits and whom they are for
 * @param status what is used
 */
public record Quota(ObjectMeta metadata, QuotaSpec spec, QuotaStatus status) implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "Quota";

  public Quota {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
    status = requireNonNullElse(status, QuotaStatus.unobserved());
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

  public Quota withStatus(QuotaStatus replacement) {
    return new Quota(metadata, spec, replacement);
  }

  public Quota withMetadata(ObjectMeta replacement) {
    return new Quota(replacement, spec, status);
  }
}
