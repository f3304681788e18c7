package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.Optional;

/**
 * One Jupyter server on YARN, kept as its spec says.
 *
 * @param metadata identity and ownership
 * @param spec the desired state
 * @param status what was last seen
 */
public record Notebook(ObjectMeta metadata, NotebookSpec spec, NotebookStatus status)
    implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "Notebook";

  public Notebook {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
    status = requireNonNullElse(status, NotebookStatus.unobserved());
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

  /**
   * The class it belongs to: the one it names, or the one that was the default when it was made.
   */
  public Optional<String> className() {
    return spec.notebookClass().or(status::defaultClass);
  }

  public Notebook withStatus(NotebookStatus replacement) {
    return new Notebook(metadata, spec, replacement);
  }

  public Notebook withSpec(NotebookSpec replacement) {
    return new Notebook(metadata, replacement, status);
  }

  public Notebook withMetadata(ObjectMeta replacement) {
    return new Notebook(replacement, spec, status);
  }
}
