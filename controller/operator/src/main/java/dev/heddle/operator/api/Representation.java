package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The form in which a client wants objects: whole, as metadata only, or as the rows of a table with
 * the columns that the kind declares.
 */
final class Representation {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Form form;
  private final RowObject rowObject;
  private final ResourceType<?> type;
  private final TableColumns columns;
  private final Clock clock;

  private Representation(
      Form form, RowObject rowObject, ResourceType<?> type, TableColumns columns, Clock clock) {
    this.form = form;
    this.rowObject = rowObject;
    this.type = type;
    this.columns = columns;
    this.clock = clock;
  }

  private enum Form {
    WHOLE,
    METADATA,
    TABLE
  }

  /** What each row of a table carries besides its cells. */
  private enum RowObject {
    NONE,
    METADATA,
    WHOLE
  }

  /** The first form in the Accept header that is served, as clients list them by preference. */
  static Representation of(
      ApiRequest request, ResourceType<?> type, TableColumns columns, Clock clock) {
    RowObject rowObject =
        switch (request.parameter("includeObject").orElse("Metadata")) {
          case "None" -> RowObject.NONE;
          case "Metadata" -> RowObject.METADATA;
          case "Object" -> RowObject.WHOLE;
          default ->
              throw ApiException.badRequest(
                  "includeObject must be None, Metadata or Object, not '"
                      + request.parameter("includeObject").orElse("")
                      + "'");
        };
    return new Representation(form(request.accept()), rowObject, type, columns, clock);
  }

  private static Form form(String accept) {
    for (String range : accept.split(",")) {
      String compact = range.replace(" ", "").toLowerCase(Locale.ROOT);
      List<String> parameters = List.of(compact.split(";"));
      if (parameters.contains("as=table") && parameters.contains("v=v1")) {
        return Form.TABLE;
      }
      if (compact.contains(";as=partialobjectmetadata")) {
        return Form.METADATA;
      }
      if (compact.equals("application/json") || compact.startsWith("application/json;q=")) {
        return Form.WHOLE;
      }
    }
    return Form.WHOLE;
  }

  ObjectNode one(ObjectNode object) {
    return switch (form) {
      case WHOLE -> object;
      case METADATA -> partial(object);
      case TABLE ->
          table(List.of(object), object.path("metadata").path("resourceVersion").asText(""), true);
    };
  }

  ObjectNode list(List<ObjectNode> objects, String resourceVersion) {
    if (form == Form.TABLE) {
      return table(objects, resourceVersion, true);
    }
    ObjectNode list = NODES.objectNode();
    if (form == Form.WHOLE) {
      list.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    } else {
      list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
    }
    list.putObject("metadata").put("resourceVersion", resourceVersion);
    ArrayNode items = list.putArray("items");
    for (ObjectNode object : objects) {
      items.add(form == Form.WHOLE ? object : partial(object));
    }
    return list;
  }

  /** As one event of a watch carries it; only the first table names its columns. */
  ObjectNode event(ObjectNode object, boolean first) {
    return form == Form.TABLE
        ? table(List.of(object), object.path("metadata").path("resourceVersion").asText(""), first)
        : one(object);
  }

  private ObjectNode table(List<ObjectNode> objects, String resourceVersion, boolean headings) {
    Instant now = clock.instant();
    ObjectNode table = NODES.objectNode();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata").put("resourceVersion", resourceVersion);
    if (headings) {
      ArrayNode definitions = table.putArray("columnDefinitions");
      for (TableColumns.Column column : columns.columns()) {
        definitions
            .addObject()
            .put("name", column.name())
            .put("type", column.type())
            .put("format", column.format())
            .put("description", "")
            .put("priority", column.priority());
      }
    } else {
      table.putNull("columnDefinitions");
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      columns.fill(object, now, row.putArray("cells"));
      switch (rowObject) {
        case NONE -> row.putNull("object");
        case METADATA -> row.set("object", partial(object));
        case WHOLE -> row.set("object", object);
      }
    }
    return table;
  }

  private static ObjectNode partial(ObjectNode object) {
    ObjectNode partial = NODES.objectNode();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    JsonNode metadata = object.path("metadata");
    partial.set("metadata", metadata.isMissingNode() ? NODES.objectNode() : metadata);
    return partial;
  }
}
