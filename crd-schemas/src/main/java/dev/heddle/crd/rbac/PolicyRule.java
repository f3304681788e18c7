package dev.heddle.crd.rbac;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What may be done: any of the verbs, to any of the resources of any of the groups; or to any of
 * the paths that are no resources. An asterisk stands for all.
 *
 * @param verbs such as get, list, watch, create, update, patch, delete
 * @param apiGroups the groups of the resources; an empty text is the core group
 * @param resources plural names, with a slash before a sub-resource
 * @param resourceNames the only names that are meant; empty for all
 * @param nonResourceUrls paths such as /metrics; an asterisk may end one
 */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    @JsonProperty("nonResourceURLs") List<String> nonResourceUrls) {

  /** Stands for everything. */
  public static final String ALL = "*";

  public PolicyRule {
    verbs = List.copyOf(requireNonNullElse(verbs, List.of()));
    apiGroups = List.copyOf(requireNonNullElse(apiGroups, List.of()));
    resources = List.copyOf(requireNonNullElse(resources, List.of()));
    resourceNames = List.copyOf(requireNonNullElse(resourceNames, List.of()));
    nonResourceUrls = List.copyOf(requireNonNullElse(nonResourceUrls, List.of()));
  }

  /** These verbs on these resources of one group, whatever their names. */
  public static PolicyRule of(String apiGroup, List<String> resources, List<String> verbs) {
    return new PolicyRule(verbs, List.of(apiGroup), resources, List.of(), List.of());
  }

  /** These verbs on these paths. */
  public static PolicyRule ofPaths(List<String> paths, List<String> verbs) {
    return new PolicyRule(verbs, List.of(), List.of(), List.of(), paths);
  }

  /** The same for these names only. */
  public PolicyRule named(List<String> names) {
    return new PolicyRule(verbs, apiGroups, resources, names, nonResourceUrls);
  }

  /** Whether it says anything about resources. */
  public boolean isAboutResources() {
    return !resources.isEmpty();
  }
}
