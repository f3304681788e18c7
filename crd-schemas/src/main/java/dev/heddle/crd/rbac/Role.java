package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.List;

/**
 * What may be done in one namespace, by whomever a binding gives it to.
 *
 * @param metadata identity and ownership
 * @param rules what may be done; none of them forbids anything
 */
public record Role(ObjectMeta metadata, List<PolicyRule> rules) implements Resource {

  public Role {
    requireNonNull(metadata, "metadata is null");
    rules = List.copyOf(requireNonNullElse(rules, List.of()));
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return Subject.RBAC + "/v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "Role";
  }
}
