package dev.heddle.crd.source;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * A place from which specs come: a directory on a Hadoop file system or on the operator's machine.
 *
 * @param metadata identity and ownership
 * @param spec the desired state
 * @param status what was last seen
 */
public record Source(ObjectMeta metadata, SourceSpec spec, SourceStatus status)
    implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "Source";

  public Source {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
    status = requireNonNullElse(status, SourceStatus.unobserved());
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

  public Source withStatus(SourceStatus replacement) {
    return new Source(metadata, spec, replacement);
  }

  public Source withSpec(SourceSpec replacement) {
    return new Source(metadata, replacement, status);
  }

  public Source withMetadata(ObjectMeta replacement) {
    return new Source(replacement, spec, status);
  }
}
