package dev.heddle.operator.discovery;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A resource as discovery tells of it.
 *
 * @param group the API group, empty for the core group
 * @param version the version of the group
 * @param plural its name in URLs
 * @param singular its name for people
 * @param kind the kind of its objects
 * @param namespaced whether it lives in namespaces
 * @param shortNames abbreviations
 * @param categories words that stand for several resources, such as {@code all}
 * @param verbs what may be done with it
 * @param subresources what else its URL has below each object
 */
public record ServedResource(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<Subresource> subresources) {

  public ServedResource {
    requireNonNull(group, "group is null");
    requireNonNull(version, "version is null");
    requireNonNull(plural, "plural is null");
    requireNonNull(singular, "singular is null");
    requireNonNull(kind, "kind is null");
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
  }

  /** Group and version as manifests spell them. */
  public String groupVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * Something below each object.
   *
   * @param name the last segment of the URL
   * @param group the group of what it answers
   * @param version the version of what it answers
   * @param kind the kind of what it answers
   * @param verbs what may be done with it
   */
  public record Subresource(
      String name, String group, String version, String kind, List<String> verbs) {
    public Subresource {
      requireNonNull(name, "name is null");
      requireNonNull(group, "group is null");
      requireNonNull(version, "version is null");
      requireNonNull(kind, "kind is null");
      verbs = List.copyOf(verbs);
    }
  }
}
