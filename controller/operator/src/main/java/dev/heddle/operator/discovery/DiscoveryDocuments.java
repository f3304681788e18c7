package dev.heddle.operator.discovery;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.discovery.ServedResource.Subresource;
import java.util.List;
import java.util.Optional;

/**
 * The documents of discovery: one a group and version, as all clients know them, or all of them in
 * one, as newer clients ask for them.
 */
public final class DiscoveryDocuments {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String version;

  /**
   * @param version Heddle's version
   */
  public DiscoveryDocuments(String version) {
    this.version = requireNonNull(version, "version is null");
  }

  /** The document at a path, in its old form. */
  public Optional<ObjectNode> at(String path) {
    return switch (path) {
      case "/version" -> Optional.of(versionDocument());
      case "/api" -> Optional.of(coreVersions());
      case "/apis" -> Optional.of(groups());
      default -> below(path);
    };
  }

  private static Optional<ObjectNode> below(String path) {
    if (path.startsWith("/api/")) {
      return resources(path.substring("/api/".length()));
    }
    if (!path.startsWith("/apis/")) {
      return Optional.empty();
    }
    String rest = path.substring("/apis/".length());
    return rest.contains("/")
        ? resources(rest)
        : group(rest).map(group -> group.put("kind", "APIGroup").put("apiVersion", "v1"));
  }

  /**
   * The groups of {@code /api} or {@code /apis} with all their resources.
   *
   * @param core whether the core group is meant
   * @param form {@code v2} or {@code v2beta1}
   */
  public ObjectNode aggregated(boolean core, String form) {
    ObjectNode list = NODES.objectNode();
    list.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + form);
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    Served.discovered()
        .values()
        .forEach(
            resources -> {
              String group = resources.get(0).group();
              if (group.isEmpty() == core) {
                ObjectNode item = items.addObject();
                item.putObject("metadata").put("name", group).putNull("creationTimestamp");
                ObjectNode served = item.putArray("versions").addObject();
                served.put("version", resources.get(0).version());
                ArrayNode all = served.putArray("resources");
                resources.forEach(resource -> aggregate(resource, all.addObject()));
                served.put("freshness", "Current");
              }
            });
    return list;
  }

  private static void aggregate(ServedResource resource, ObjectNode node) {
    node.put("resource", resource.plural());
    kind(node, resource.group(), resource.version(), resource.kind());
    node.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
    node.put("singularResource", resource.singular());
    texts(node, "verbs", resource.verbs());
    if (!resource.shortNames().isEmpty()) {
      texts(node, "shortNames", resource.shortNames());
    }
    if (!resource.categories().isEmpty()) {
      texts(node, "categories", resource.categories());
    }
    if (!resource.subresources().isEmpty()) {
      ArrayNode parts = node.putArray("subresources");
      for (Subresource part : resource.subresources()) {
        ObjectNode one = parts.addObject().put("subresource", part.name());
        kind(one, part.group(), part.version(), part.kind());
        texts(one, "verbs", part.verbs());
      }
    }
  }

  private static void kind(ObjectNode node, String group, String version, String kind) {
    node.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
  }

  private static void texts(ObjectNode node, String field, List<String> texts) {
    ArrayNode array = node.putArray(field);
    texts.forEach(array::add);
  }

  /** Clients compare the numbers with Kubernetes' own: the protocol spoken is that of 1.33. */
  private ObjectNode versionDocument() {
    return NODES
        .objectNode()
        .put("major", "1")
        .put("minor", "33")
        .put("gitVersion", "v1.33.0+heddle-" + version)
        .put("gitCommit", "")
        .put("gitTreeState", "")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "")
        .put("compiler", "")
        .put("platform", "java/" + Runtime.version().feature());
  }

  private static ObjectNode coreVersions() {
    ObjectNode versions = NODES.objectNode().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  private static ObjectNode groups() {
    ObjectNode list = NODES.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    Served.discovered().values().stream()
        .map(resources -> resources.get(0).group())
        .filter(group -> !group.isEmpty())
        .distinct()
        .forEach(group -> groups.add(group(group).orElseThrow()));
    return list;
  }

  private static Optional<ObjectNode> group(String name) {
    return Served.discovered().values().stream()
        .flatMap(List::stream)
        .filter(resource -> resource.group().equals(name))
        .findFirst()
        .map(
            resource -> {
              ObjectNode group = NODES.objectNode().put("name", name);
              ObjectNode version = NODES.objectNode();
              version.put("groupVersion", resource.groupVersion());
              version.put("version", resource.version());
              group.putArray("versions").add(version);
              group.set("preferredVersion", version.deepCopy());
              return group;
            });
  }

  private static Optional<ObjectNode> resources(String groupVersion) {
    List<ServedResource> served = Served.discovered().getOrDefault(groupVersion, List.of());
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode list = NODES.objectNode();
    list.put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion", groupVersion);
    ArrayNode resources = list.putArray("resources");
    for (ServedResource resource : served) {
      ObjectNode node = resources.addObject();
      node.put("name", resource.plural()).put("singularName", resource.singular());
      node.put("namespaced", resource.namespaced()).put("kind", resource.kind());
      texts(node, "verbs", resource.verbs());
      texts(node, "shortNames", resource.shortNames());
      texts(node, "categories", resource.categories());
      for (Subresource part : resource.subresources()) {
        ObjectNode one = resources.addObject();
        one.put("name", resource.plural() + "/" + part.name()).put("singularName", "");
        one.put("namespaced", resource.namespaced()).put("kind", part.kind());
        if (!part.group().equals(resource.group()) || !part.version().equals(resource.version())) {
          one.put("group", part.group()).put("version", part.version());
        }
        texts(one, "verbs", part.verbs());
      }
    }
    return Optional.of(list);
  }
}
