package dev.heddle.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.quantity.Age;
import dev.heddle.crd.schema.JsonPath;
import dev.heddle.crd.schema.PrinterColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The columns of a kind and how each is filled from an object at a moment.
 *
 * @param columns the columns, in order
 * @param wanted the fields of an object that they look at
 */
record TableColumns(List<Column> columns, Excerpt.Wanted wanted) {

  private static final List<String> NAME = List.of("metadata", "name");
  private static final List<String> CREATED = List.of("metadata", "creationTimestamp");

  TableColumns {
    columns = List.copyOf(columns);
  }

  /** Of a built-in kind, whose columns may look at anything. */
  TableColumns(List<Column> columns) {
    this(columns, Excerpt.Wanted.everything());
  }

  /**
   * One column.
   *
   * @param name the heading
   * @param type string, integer or boolean
   * @param format {@code name} for the column that names the object
   * @param priority 0 is always shown, above 0 only in wide tables
   * @param cell fills it; an empty cell is null in the table
   */
  record Column(
      String name,
      String type,
      String format,
      int priority,
      BiFunction<JsonNode, Instant, Optional<Object>> cell) {}

  /** As the CRD declares them; core kinds have the columns that Kubernetes gives them. */
  static TableColumns of(ResourceType<?> type, List<PrinterColumn> declared) {
    Column name = named(0);
    if (type.equals(Kinds.EVENT)) {
      return events("", "involvedObject", ".source", ".message");
    }
    if (type.equals(Kinds.NEW_EVENT)) {
      return events("deprecated", "regarding", ".deprecatedSource", ".note");
    }
    if (type.equals(Kinds.POD)) {
      return new TableColumns(PodColumns.of(name));
    }
    if (type.equals(Kinds.SERVICE)) {
      return new TableColumns(PodColumns.ofServices(name, age()));
    }
    if (type.equals(Kinds.SECRET)) {
      return new TableColumns(
          List.of(
              name,
              at("Type", "string", ".type", 0),
              new Column("Data", "integer", "", 0, (o, now) -> Optional.of(o.path("data").size())),
              age()));
    }
    Stream<Column> rest =
        declared.isEmpty() ? Stream.of(age()) : declared.stream().map(TableColumns::column);
    List<List<String>> wanted =
        Stream.concat(
                Stream.of(NAME, CREATED),
                declared.stream().map(column -> column.jsonPath().fields()))
            .toList();
    return new TableColumns(
        Stream.concat(Stream.of(name), rest).toList(), Excerpt.Wanted.of(wanted));
  }

  private static Column named(int priority) {
    JsonPath path = JsonPath.parse(".metadata.name");
    return new Column(
        "Name", "string", "name", priority, (o, now) -> path.first(o).map(TableColumns::text));
  }

  private static TableColumns events(String prefix, String about, String source, String words) {
    return new TableColumns(
        List.of(
            at("Last Seen", "date", field(prefix, "lastTimestamp"), 0),
            at("Type", "string", ".type", 0),
            at("Reason", "string", ".reason", 0),
            new Column("Object", "string", "", 0, (e, now) -> Optional.of(involved(e.path(about)))),
            at("Source", "string", source + ".component", 1),
            at("Message", "string", words, 0),
            at("First Seen", "date", field(prefix, "firstTimestamp"), 1),
            at("Count", "integer", field(prefix, "count"), 1),
            named(1)));
  }

  private static String field(String prefix, String name) {
    return prefix.isEmpty()
        ? "." + name
        : "." + prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String involved(JsonNode object) {
    return object.path("kind").asText("").toLowerCase(Locale.ROOT)
        + "/"
        + object.path("name").asText("");
  }

  private static Column age() {
    return at("Age", "date", ".metadata.creationTimestamp", 0);
  }

  private static Column at(String name, String type, String path, int priority) {
    return column(new PrinterColumn(name, type, JsonPath.parse(path), priority));
  }

  private static Column column(PrinterColumn declared) {
    String name = declared.name();
    int priority = declared.priority();
    return switch (declared.type()) {
      case "date" ->
          new Column(
              name,
              "string",
              "",
              priority,
              (o, now) -> declared.value(o).map(v -> since(v.asText(""), now)));
      case "integer" ->
          new Column(
              name, "integer", "", priority, (o, now) -> declared.value(o).map(JsonNode::asLong));
      case "boolean" ->
          new Column(
              name,
              "boolean",
              "",
              priority,
              (o, now) -> declared.value(o).map(JsonNode::asBoolean));
      default ->
          new Column(
              name, "string", "", priority, (o, now) -> declared.value(o).map(TableColumns::text));
    };
  }

  private static Object since(String time, Instant now) {
    try {
      return Age.format(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  private static Object text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Adds the cells of one object. */
  void fill(JsonNode object, Instant now, ArrayNode cells) {
    for (Column column : columns) {
      column.cell().apply(object, now).ifPresentOrElse(cells::addPOJO, cells::addNull);
    }
  }
}
