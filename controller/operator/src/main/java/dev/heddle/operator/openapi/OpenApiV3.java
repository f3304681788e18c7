package dev.heddle.operator.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.discovery.ServedResource;
import java.util.List;

/** A document of version 3: one group and version. */
final class OpenApiV3 {

  private static final Definitions DEFINITIONS = new Definitions(true);

  private OpenApiV3() {}

  static ObjectNode of(List<ServedResource> resources, String version) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("openapi", "3.0.0");
    document.putObject("info").put("title", "Heddle").put("version", version);
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (ServedResource resource : resources) {
      DEFINITIONS.add(resource, schemas);
      for (Operation operation : Operation.of(resource)) {
        ObjectNode path =
            paths.has(operation.path())
                ? (ObjectNode) paths.get(operation.path())
                : path(operation, paths.putObject(operation.path()));
        path.set(operation.method(), operation(operation, resource));
      }
    }
    return document;
  }

  private static ObjectNode path(Operation operation, ObjectNode path) {
    ArrayNode parameters = path.putArray("parameters");
    if (operation.isNamespaced()) {
      required(parameters, "namespace", "The namespace.");
    }
    if (operation.isNamed()) {
      required(parameters, "name", "The object's name.");
    }
    return path;
  }

  private static void required(ArrayNode parameters, String name, String description) {
    ObjectNode parameter = parameters.addObject();
    parameter.put("name", name).put("in", "path").put("description", description);
    parameter.put("required", true);
    parameter.putObject("schema").put("type", "string").put("uniqueItems", true);
  }

  private static ObjectNode operation(Operation operation, ServedResource resource) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("operationId", operation.id());
    ArrayNode parameters = node.putArray("parameters");
    for (String name : operation.parameters()) {
      ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
      parameter.putObject("schema").put("type", type(name)).put("uniqueItems", true);
    }
    if (!operation.consumes().isEmpty()) {
      ObjectNode content = node.putObject("requestBody").put("required", true).putObject("content");
      for (String media : operation.consumes()) {
        ObjectNode schema = content.putObject(media);
        if (operation.action().equals("patch")) {
          schema.putObject("schema").put("type", "object");
        } else {
          schema.set("schema", DEFINITIONS.reference(Definitions.name(resource), ""));
        }
      }
    }
    ObjectNode ok =
        node.putObject("responses").putObject(operation.good()).put("description", "OK");
    ok.putObject("content")
        .putObject(Operation.JSON)
        .set("schema", DEFINITIONS.reference(operation.answer(resource), ""));
    operation.mark(node);
    return node;
  }

  static String type(String parameter) {
    return switch (parameter) {
      case "limit", "timeoutSeconds", "gracePeriodSeconds" -> "integer";
      case "watch", "allowWatchBookmarks", "sendInitialEvents", "force" -> "boolean";
      default -> "string";
    };
  }
}
