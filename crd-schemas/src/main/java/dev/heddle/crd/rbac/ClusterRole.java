package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import java.util.List;
import java.util.Optional;

/**
 * What may be done in the whole installation, or, given by a RoleBinding, in one namespace.
 *
 * @param metadata identity and ownership
 * @param rules what may be done; none of them forbids anything
 * @param aggregationRule roles whose rules belong to it
 */
public record ClusterRole(
    ObjectMeta metadata, List<PolicyRule> rules, Optional<AggregationRule> aggregationRule)
    implements Resource {

  public ClusterRole {
    requireNonNull(metadata, "metadata is null");
    rules = List.copyOf(requireNonNullElse(rules, List.of()));
    aggregationRule = requireNonNullElse(aggregationRule, Optional.empty());
  }

  @JsonProperty("apiVersion")
  @Override
  public String apiVersion() {
    return Subject.RBAC + "/v1";
  }

  @JsonProperty("kind")
  @Override
  public String kind() {
    return "ClusterRole";
  }
}
