package dev.heddle.crd.core;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.Map;

/**
 * Settings that clients and controllers keep beside their objects. Heddle does not read them.
 *
 * @param metadata identity and ownership
 * @param data name to text
 * @param binaryData name to base64 text
 */
public record ConfigMap(
    ObjectMeta metadata, Map<String, String> data, Map<String, String> binaryData)
    implements Resource {

  public ConfigMap {
    requireNonNull(metadata, "metadata is null");
    data = Map.copyOf(requireNonNullElse(data, Map.of()));
    binaryData = Map.copyOf(requireNonNullElse(binaryData, Map.of()));
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return "v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "ConfigMap";
  }
}
