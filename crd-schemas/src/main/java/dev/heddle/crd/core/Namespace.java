package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;

/**
 * A tenant: the room in which names are unique.
 *
 * @param metadata identity and ownership
 */
public record Namespace(ObjectMeta metadata) implements Resource {

  public Namespace {
    requireNonNull(metadata, "metadata is null");
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return "v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "Namespace";
  }
}
