package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.Map;

/**
 * What must not be seen in status, events, logs, command lines or URLs (I15).
 *
 * @param metadata identity and ownership
 * @param type {@code Opaque}, or a word that says what it is for
 * @param data name to base64 text, as in Kubernetes
 */
public record Secret(ObjectMeta metadata, String type, Map<String, String> data)
    implements Resource {

  /** The key under which a notebook's token is kept. */
  public static final String TOKEN_KEY = "token";

  public Secret {
    requireNonNull(metadata, "metadata is null");
    type = requireNonNullElse(type, "Opaque");
    data = Map.copyOf(requireNonNullElse(data, Map.of()));
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return "v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "Secret";
  }

  /** Names the keys only: a secret that is logged by mistake stays one. */
  @Override
  public String toString() {
    return "Secret[" + metadata.namespace() + "/" + metadata.name() + " " + data.keySet() + "]";
  }
}
