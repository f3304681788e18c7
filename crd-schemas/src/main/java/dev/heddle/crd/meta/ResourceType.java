package dev.heddle.crd.meta;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A kind as the API serves it: its names and the Java record that carries it.
 *
 * @param group the API group, empty for the core group
 * @param version the served version, such as {@code v1}
 * @param kind the kind in CamelCase
 * @param plural the lower-case plural of URLs
 * @param singular the lower-case singular that the command line accepts
 * @param shortNames abbreviations that the command line accepts
 * @param namespaced whether objects live in a namespace
 * @param javaType the record that carries it
 * @param <R> the record that carries it
 */
public record ResourceType<R extends Resource>(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    List<String> shortNames,
    boolean namespaced,
    Class<R> javaType) {

  public ResourceType {
    requireNonNull(group, "group is null");
    requireNonNull(version, "version is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(plural, "plural is null");
    requireNonNull(singular, "singular is null");
    shortNames = List.copyOf(shortNames);
    requireNonNull(javaType, "javaType is null");
  }

  /** Group and version as manifests spell them: {@code heddle.dev/v1}, or {@code v1} for core. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The key of the object of this kind with that namespace and name. */
  public ResourceKey key(String namespace, String name) {
    return new ResourceKey(kind, namespace, name);
  }

  /** The same object of this kind with other metadata. */
  public R withMetadata(R resource, ObjectMeta metadata) {
    return MetadataCopy.copy(javaType, resource, requireNonNull(metadata, "metadata is null"));
  }

  @Override
  public String toString() {
    return plural + (group.isEmpty() ? "" : "." + group);
  }
}
