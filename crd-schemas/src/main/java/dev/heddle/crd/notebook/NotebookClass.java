package dev.heddle.crd.notebook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * What an administrator gives notebooks that name it, and what they may not go beyond.
 *
 * @param metadata identity
 * @param spec the class
 */
public record NotebookClass(ObjectMeta metadata, NotebookClassSpec spec) implements Resource {

  public static final String API_VERSION = "heddle.dev/v1";
  public static final String KIND = "NotebookClass";

  public NotebookClass {
    requireNonNull(metadata, "metadata is null");
    requireNonNull(spec, "spec is null");
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

  /** Whether new notebooks that name no class get this one. */
  public boolean isDefault() {
    return metadata.annotation(Annotations.DEFAULT_CLASS).filter("true"::equals).isPresent();
  }

  public NotebookClass withMetadata(ObjectMeta replacement) {
    return new NotebookClass(replacement, spec);
  }
}
