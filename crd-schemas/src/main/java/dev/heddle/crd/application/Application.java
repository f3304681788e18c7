package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * One YARN application, kept as its spec says.
 *
 * @param metadata identity and ownership
 * @param spec the desired state
 * @param status what was last seen
 */
public record Application(ObjectMeta metadata, ApplicationSpec spec, ApplicationStatus status)
    implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "Application";

  public Application {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
    status = requireNonNullElse(status, ApplicationStatus.unobserved());
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

  public Application withStatus(ApplicationStatus replacement) {
    return new Application(metadata, spec, replacement);
  }

  public Application withSpec(ApplicationSpec replacement) {
    return new Application(metadata, replacement, status);
  }

  public Application withMetadata(ObjectMeta replacement) {
    return new Application(replacement, spec, status);
  }
}
