package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;

/**
 * Which other ClusterRoles a ClusterRole is put together of.
 *
 * @param clusterRoleSelectors a role belongs to it when one of them fits
 */
public record AggregationRule(List<Labels> clusterRoleSelectors) {

  public AggregationRule {
    clusterRoleSelectors = List.copyOf(requireNonNullElse(clusterRoleSelectors, List.of()));
  }

  /** Whether a role with these labels belongs to it. */
  public boolean selects(Map<String, String> labels) {
    return clusterRoleSelectors.stream()
        .anyMatch(
            selector ->
                !selector.matchLabels.isEmpty()
                    && labels.entrySet().containsAll(selector.matchLabels.entrySet()));
  }

  /**
   * Labels of a role.
   *
   * @param matchLabels what it must carry, all of it
   */
  public record Labels(Map<String, String> matchLabels) {
    public Labels {
      matchLabels = Map.copyOf(requireNonNullElse(matchLabels, Map.of()));
    }
  }
}
