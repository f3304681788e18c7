package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.api.TableWriter.RowObject;
import dev.heddle.operator.store.ObjectStore.Item;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form in which a client wants objects: whole, as metadata only, or as the rows of a table with
 * the columns that the kind declares.
 */
final class Representation {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final byte[] COMMA = {','};
  private static final byte[] END = {']', '}'};
  private static final String NO_CACHE = "no-cache, private";

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

  /** Whether objects go out as they are. */
  boolean isWhole() {
    return form == Form.WHOLE;
  }

  ObjectNode one(ObjectNode object) {
    return switch (form) {
      case WHOLE -> object;
      case METADATA -> partial(object);
      case TABLE ->
          table(List.of(object), object.path("metadata").path("resourceVersion").asText(""), true);
    };
  }

  /** A list as an answer; whole objects go out as they are stored, without being parsed. */
  Answer list(ListEndpoint.Part part) {
    return switch (form) {
      case WHOLE ->
          new Answer.Raw(200, "application/json", joined(part), Map.of("Cache-Control", NO_CACHE));
      case METADATA -> {
        ObjectNode list = NODES.objectNode();
        list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
        list.set("metadata", metadata(part));
        ArrayNode items = list.putArray("items");
        part.items().forEach(item -> items.add(partial(item.tree())));
        yield Answer.ok(list);
      }
      case TABLE ->
          new Answer.Raw(
              200,
              "application/json",
              new TableWriter(columns, rowObject, clock.instant())
                  .table(metadata(part), part.items()),
              Map.of("Cache-Control", NO_CACHE));
    };
  }

  private Bytes joined(ListEndpoint.Part part) {
    ObjectNode head = NODES.objectNode();
    head.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    head.set("metadata", metadata(part));
    String opening = head.toString();
    List<byte[]> pieces = new ArrayList<>(2 * part.items().size() + 2);
    pieces.add((opening.substring(0, opening.length() - 1) + ",\"items\":[").getBytes(UTF_8));
    for (Item item : part.items()) {
      if (pieces.size() > 1) {
        pieces.add(COMMA);
      }
      pieces.add(item.json());
    }
    pieces.add(END);
    return Bytes.joined(pieces);
  }

  private static ObjectNode metadata(ListEndpoint.Part part) {
    ObjectNode metadata = NODES.objectNode();
    metadata.put("resourceVersion", part.resourceVersion());
    part.next().ifPresent(token -> metadata.put("continue", token));
    part.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
    return metadata;
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
      table.set("columnDefinitions", new TableWriter(columns, rowObject, now).definitions());
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
