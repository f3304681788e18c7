package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.ResourceSchema;
import dev.heddle.crd.schema.Schemas;
import java.util.List;
import java.util.Optional;

/** The documents by which a client learns what is served. */
final class Discovery {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String version;

  /**
   * @param version Heddle's version
   */
  Discovery(String version) {
    this.version = requireNonNull(version, "version is null");
  }

  Optional<ObjectNode> document(String path) {
    String groupVersion = Kinds.GROUP + "/v1";
    return switch (path) {
      case "/version" -> Optional.of(versionDocument());
      case "/api" -> Optional.of(coreVersions());
      case "/api/v1" -> Optional.of(resources("", "v1"));
      case "/apis" -> Optional.of(groups());
      case "/apis/" + Kinds.GROUP ->
          Optional.of(group().put("kind", "APIGroup").put("apiVersion", "v1"));
      case "/apis/" + Kinds.GROUP + "/v1" -> Optional.of(resources(Kinds.GROUP, groupVersion));
      default -> Optional.empty();
    };
  }

  /** Clients compare the numbers with Kubernetes' own: the protocol spoken is that of 1.33. */
  private ObjectNode versionDocument() {
    return NODES
        .objectNode()
        .put("major", "1")
        .put("minor", "33")
        .put("gitVersion", "v1.33.0+heddle-" + version)
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
    list.putArray("groups").add(group());
    return list;
  }

  private static ObjectNode group() {
    ObjectNode group = NODES.objectNode().put("name", Kinds.GROUP);
    ObjectNode version =
        NODES.objectNode().put("groupVersion", Kinds.GROUP + "/v1").put("version", "v1");
    group.putArray("versions").add(version);
    group.set("preferredVersion", version.deepCopy());
    return group;
  }

  private ObjectNode resources(String group, String groupVersion) {
    ObjectNode list =
        NODES
            .objectNode()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", groupVersion);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType<?> type : Kinds.all()) {
      if (type.group().equals(group)) {
        ObjectNode resource =
            resource(resources, type, type.plural(), ObjectEndpoint.verbs(type))
                .put("singularName", type.singular());
        type.shortNames().forEach(resource.putArray("shortNames")::add);
        ResourceSchema schema = Schemas.forType(type);
        schema.categories().forEach(resource.putArray("categories")::add);
        if (schema.hasStatus()) {
          resource(resources, type, type.plural() + "/status", List.of("get", "patch", "update"))
              .put("singularName", "");
        }
      }
    }
    return list;
  }

  private static ObjectNode resource(
      ArrayNode resources, ResourceType<?> type, String name, List<String> verbs) {
    ObjectNode resource =
        resources
            .addObject()
            .put("name", name)
            .put("namespaced", type.namespaced())
            .put("kind", type.kind());
    ArrayNode all = resource.putArray("verbs");
    verbs.forEach(all::add);
    return resource;
  }
}
