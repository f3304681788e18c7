package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.operator.store.ObjectStore.Item;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes tables of many rows straight from stored bytes. */
final class TableWriter {

  private static final byte[] BEFORE_METADATA =
      ",\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
          .getBytes(UTF_8);
  private static final byte[] BEFORE_OBJECT = ",\"object\":".getBytes(UTF_8);
  private static final byte[] NO_OBJECT = ",\"object\":null".getBytes(UTF_8);
  private static final byte[] CELLS = "{\"cells\":".getBytes(UTF_8);
  private static final int BYTES_A_ROW = 512;

  private final TableColumns columns;
  private final RowObject rowObject;
  private final Instant now;

  TableWriter(TableColumns columns, RowObject rowObject, Instant now) {
    this.columns = requireNonNull(columns, "columns is null");
    this.rowObject = requireNonNull(rowObject, "rowObject is null");
    this.now = requireNonNull(now, "now is null");
  }

  /** What each row of a table carries besides its cells. */
  enum RowObject {
    NONE,
    METADATA,
    WHOLE
  }

  /** The headings. */
  ArrayNode definitions() {
    ArrayNode definitions = JsonNodeFactory.instance.arrayNode();
    for (TableColumns.Column column : columns.columns()) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", "")
          .put("priority", column.priority());
    }
    return definitions;
  }

  /** The whole table. */
  Bytes table(ObjectNode metadata, List<Item> items) {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    head.set("metadata", metadata);
    head.set("columnDefinitions", definitions());
    String opening = head.toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + BYTES_A_ROW * items.size());
    out.writeBytes((opening.substring(0, opening.length() - 1) + ",\"rows\":[").getBytes(UTF_8));
    try (JsonGenerator cells = Json.mapper().createGenerator(out)) {
      cells.setRootValueSeparator(null);
      boolean first = true;
      for (Item item : items) {
        if (!first) {
          out.write(',');
        }
        first = false;
        row(item, cells, out);
      }
      cells.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.writeBytes("]}".getBytes(UTF_8));
    return Bytes.joined(List.of(out.toByteArray()));
  }

  private void row(Item item, JsonGenerator cells, ByteArrayOutputStream out) throws IOException {
    byte[] json = item.json();
    Excerpt excerpt = Excerpt.of(json, columns.wanted());
    out.writeBytes(CELLS);
    cells.writeStartArray();
    for (TableColumns.Column column : columns.columns()) {
      write(column.cell().apply(excerpt.tree(), now), cells);
    }
    cells.writeEndArray();
    cells.flush();
    switch (rowObject) {
      case NONE -> out.writeBytes(NO_OBJECT);
      case METADATA -> {
        out.writeBytes(BEFORE_METADATA);
        out.writeBytes(excerpt.metadata());
        out.write('}');
      }
      case WHOLE -> {
        out.writeBytes(BEFORE_OBJECT);
        out.writeBytes(json);
      }
    }
    out.write('}');
  }

  private static void write(Optional<Object> cell, JsonGenerator cells) throws IOException {
    Object value = cell.orElse(null);
    if (value == null) {
      cells.writeNull();
    } else if (value instanceof Long number) {
      cells.writeNumber(number);
    } else if (value instanceof Integer number) {
      cells.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      cells.writeBoolean(flag);
    } else {
      cells.writeString(value.toString());
    }
  }
}
