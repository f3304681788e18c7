package dev.heddle.operator.access;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What somebody wants to do.
 *
 * @param verb such as get, list or create
 * @param target the resource; empty for a path that is none
 * @param path the path, where it is no resource
 */
public record Attributes(String verb, Optional<Target> target, String path) {

  public Attributes {
    requireNonNull(verb, "verb is null");
    requireNonNull(target, "target is null");
    requireNonNull(path, "path is null");
  }

  /**
   * A resource.
   *
   * @param apiGroup empty for the core group
   * @param resource the plural
   * @param subresource empty for the object itself
   * @param namespace empty for all, and for what is in none
   * @param name empty where none is meant
   */
  public record Target(
      String apiGroup, String resource, String subresource, String namespace, String name) {

    public Target {
      requireNonNull(apiGroup, "apiGroup is null");
      requireNonNull(resource, "resource is null");
      requireNonNull(subresource, "subresource is null");
      requireNonNull(namespace, "namespace is null");
      requireNonNull(name, "name is null");
    }

    /** The resource as rules name it, with its sub-resource. */
    public String full() {
      return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
  }

  /** A verb on a resource. */
  public static Attributes of(String verb, Target target) {
    return new Attributes(verb, Optional.of(target), "");
  }

  /** A verb on a resource that is in no namespace. */
  public static Attributes ofCluster(String verb, String apiGroup, String resource, String name) {
    return of(verb, new Target(apiGroup, resource, "", "", name));
  }

  /** A verb on a path. */
  public static Attributes ofPath(String verb, String path) {
    return new Attributes(verb, Optional.empty(), path);
  }

  /** As Kubernetes says it: {@code cannot list resource "notebooks" in API group "heddle.dev"}. */
  public String toSentence() {
    if (target.isEmpty()) {
      return "cannot " + verb + " path \"" + path + "\"";
    }
    Target wanted = target.get();
    return "cannot "
        + verb
        + " resource \""
        + wanted.full()
        + "\" in API group \""
        + wanted.apiGroup()
        + "\" "
        + (wanted.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + wanted.namespace() + "\"");
  }
}
