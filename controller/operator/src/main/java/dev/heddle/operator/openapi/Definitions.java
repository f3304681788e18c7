package dev.heddle.operator.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schemas;
import dev.heddle.operator.discovery.ServedResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The schemas of objects, by the names that Kubernetes gives them, for either version. */
final class Definitions {

  static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";

  private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What version 2 has no word for. */
  private static final Set<String> NOT_IN_V2 = Set.of("nullable", "oneOf", "anyOf", "not");

  private final boolean v3;

  Definitions(boolean v3) {
    this.v3 = v3;
  }

  /** Adds the schemas of a resource and of what they refer to. */
  void add(ServedResource resource, ObjectNode target) {
    Optional<ResourceType<?>> type =
        Kinds.byPlural(resource.group(), resource.version(), resource.plural());
    if (type.isEmpty()) {
      return;
    }
    shared(target);
    ObjectNode schema = Schemas.forType(type.orElseThrow()).openApi().deepCopy();
    String words = schema.at("/properties/metadata/description").asText("");
    schema.withObject("/properties").set("metadata", reference(OBJECT_META, words));
    if (!v3) {
      strip(schema);
    }
    named(schema, resource, resource.kind());
    target.set(name(resource), schema);
    ObjectNode list = NODES.objectNode();
    list.put("description", "A list of " + resource.plural() + ".").put("type", "object");
    list.putArray("required").add("items");
    ObjectNode fields = list.putObject("properties");
    text(fields, "apiVersion", "Always " + resource.groupVersion() + ".");
    text(fields, "kind", "Always " + resource.kind() + "List.");
    fields.set("metadata", reference(LIST_META, "The version and what else there is."));
    ObjectNode items = fields.putObject("items");
    items.put("description", "The objects.").put("type", "array");
    items.set("items", reference(name(resource), ""));
    named(list, resource, resource.kind() + "List");
    target.set(name(resource) + "List", list);
  }

  private void shared(ObjectNode target) {
    if (target.has(OBJECT_META)) {
      return;
    }
    ObjectNode metadata =
        Schemas.forType(Kinds.NAMESPACE).openApi().withObject("/properties/metadata").deepCopy();
    metadata.put("description", "Identity, ownership and bookkeeping.");
    if (!v3) {
      strip(metadata);
    }
    target.set(OBJECT_META, metadata);
    ObjectNode list = object(target, LIST_META, "What is said of a list.");
    text(list, "resourceVersion", "The moment that the list shows.");
    text(list, "continue", "Where the next part begins, when there is one.");
    list.putObject("remainingItemCount")
        .put("description", "How many follow after this part.")
        .put("type", "integer")
        .put("format", "int64");
    ObjectNode status = object(target, STATUS, "What became of a request.");
    for (String field : List.of("apiVersion", "kind", "status", "message", "reason")) {
      text(status, field, "See Kubernetes' API conventions.");
    }
    status.putObject("code").put("type", "integer").put("format", "int32");
    status
        .putObject("details")
        .put("type", "object")
        .put("x-kubernetes-preserve-unknown-fields", true);
    gvk(target.withObject("/" + STATUS), "", "v1", "Status");
  }

  private static ObjectNode object(ObjectNode target, String name, String description) {
    ObjectNode schema = target.putObject(name);
    schema.put("description", description).put("type", "object");
    return schema.putObject("properties");
  }

  private static void text(ObjectNode properties, String name, String description) {
    properties.putObject(name).put("description", description).put("type", "string");
  }

  /** Kubernetes' name of the schema of a resource's objects. */
  static String name(ServedResource resource) {
    return place(resource.group()) + "." + resource.version() + "." + resource.kind();
  }

  private static String place(String group) {
    if (group.isEmpty()) {
      return "io.k8s.api.core";
    }
    List<String> words = new ArrayList<>(List.of(group.split("\\.")));
    if (group.endsWith(".k8s.io")) {
      return "io.k8s.api." + words.get(0);
    }
    Collections.reverse(words);
    return String.join(".", words);
  }

  /** A reference to a definition, with words of its own where the version allows it. */
  ObjectNode reference(String name, String description) {
    ObjectNode node = NODES.objectNode();
    String pointer = (v3 ? "#/components/schemas/" : "#/definitions/") + name;
    if (!description.isEmpty()) {
      node.put("description", description);
    }
    if (v3 && !description.isEmpty()) {
      node.putArray("allOf").addObject().put("$ref", pointer);
    } else {
      node.put("$ref", pointer);
    }
    return node;
  }

  private static void named(ObjectNode schema, ServedResource resource, String kind) {
    gvk(schema, resource.group(), resource.version(), kind);
  }

  private static void gvk(ObjectNode schema, String group, String version, String kind) {
    ArrayNode all = schema.putArray("x-kubernetes-group-version-kind");
    all.addObject().put("group", group).put("version", version).put("kind", kind);
  }

  private static void strip(ObjectNode schema) {
    schema.remove(NOT_IN_V2);
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      if (field.getKey().equals("properties")) {
        field.getValue().forEach(child -> strip((ObjectNode) child));
      } else if (field.getValue() instanceof ObjectNode child
          && (field.getKey().equals("items") || field.getKey().equals("additionalProperties"))) {
        strip(child);
      }
    }
  }
}
