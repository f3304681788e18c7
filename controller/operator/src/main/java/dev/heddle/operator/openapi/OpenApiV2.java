package dev.heddle.operator.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.discovery.ServedResource;
import java.util.List;

/** The document of version 2: all groups. */
final class OpenApiV2 {

  private static final Definitions DEFINITIONS = new Definitions(false);

  private OpenApiV2() {}

  static ObjectNode of(List<ServedResource> resources, String version) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("swagger", "2.0");
    document.putObject("info").put("title", "Heddle").put("version", version);
    ObjectNode paths = document.putObject("paths");
    ObjectNode definitions = document.putObject("definitions");
    for (ServedResource resource : resources) {
      DEFINITIONS.add(resource, definitions);
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
      parameter(parameters, "namespace", "path").put("required", true);
    }
    if (operation.isNamed()) {
      parameter(parameters, "name", "path").put("required", true);
    }
    return path;
  }

  private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
    return parameters
        .addObject()
        .put("name", name)
        .put("in", in)
        .put("type", OpenApiV3.type(name))
        .put("uniqueItems", true);
  }

  private static ObjectNode operation(Operation operation, ServedResource resource) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("operationId", operation.id());
    texts(node, "consumes", operation.consumes());
    texts(node, "produces", List.of(Operation.JSON));
    ArrayNode parameters = node.putArray("parameters");
    operation.parameters().forEach(name -> parameter(parameters, name, "query"));
    if (!operation.consumes().isEmpty()) {
      ObjectNode body = parameters.addObject().put("name", "body").put("in", "body");
      body.put("required", true);
      if (operation.action().equals("patch")) {
        body.putObject("schema").put("type", "object");
      } else {
        body.set("schema", DEFINITIONS.reference(Definitions.name(resource), ""));
      }
    }
    node.putObject("responses")
        .putObject(operation.good())
        .put("description", "OK")
        .set("schema", DEFINITIONS.reference(operation.answer(resource), ""));
    operation.mark(node);
    return node;
  }

  private static void texts(ObjectNode node, String field, List<String> texts) {
    ArrayNode array = node.putArray(field);
    texts.forEach(array::add);
  }
}
