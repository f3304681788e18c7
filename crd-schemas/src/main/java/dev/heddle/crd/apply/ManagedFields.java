package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.apply.Writer.Operation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The owners of an object's fields, as {@code metadata.managedFields} lists them.
 *
 * @param entries in the one order in which they are written: appliers first, then by time and name
 */
public record ManagedFields(List<Entry> entries) {

  private static final Comparator<Entry> ORDER =
      Comparator.<Entry, Operation>comparing(entry -> entry.writer().operation())
          .thenComparing(entry -> entry.time().orElse(Instant.EPOCH))
          .thenComparing(Entry::writer);

  private static final String FIELDS_V1 = "FieldsV1";

  /**
   * What one writer owns.
   *
   * @param time when it last took over a field; not known for entries of others
   */
  public record Entry(Writer writer, FieldSet fields, Optional<Instant> time) {
    public Entry {
      requireNonNull(writer, "writer is null");
      requireNonNull(fields, "fields is null");
      time = time.map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    }

    Entry with(FieldSet others) {
      return others.equals(fields) ? this : new Entry(writer, others, time);
    }
  }

  public ManagedFields {
    entries = entries.stream().filter(entry -> !entry.fields().isEmpty()).sorted(ORDER).toList();
  }

  /** Of nobody. */
  public static ManagedFields none() {
    return new ManagedFields(List.of());
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The fields of a writer. */
  public Optional<Entry> of(Writer writer) {
    return entries.stream().filter(entry -> entry.writer().is(writer)).findFirst();
  }

  FieldSet all() {
    return entries.stream().map(Entry::fields).reduce(FieldSet.empty(), FieldSet::union);
  }

  /** The same with a writer's entry replaced; without it when it owns nothing. */
  ManagedFields with(Entry replacement) {
    List<Entry> others = new ArrayList<>();
    entries.stream().filter(e -> !e.writer().is(replacement.writer())).forEach(others::add);
    others.add(replacement);
    return new ManagedFields(others);
  }

  ManagedFields each(UnaryOperator<Entry> change) {
    return new ManagedFields(entries.stream().map(change).toList());
  }

  /** Whether the same writers own the same, whenever they wrote. */
  boolean sameOwners(ManagedFields other) {
    return entries.size() == other.entries.size()
        && entries.stream()
            .allMatch(
                entry ->
                    other.entries.stream()
                        .anyMatch(
                            twin ->
                                twin.writer().equals(entry.writer())
                                    && twin.fields().equals(entry.fields())));
  }

  /**
   * Reads the list in an object's metadata.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  public static ManagedFields read(JsonNode list) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode item : list) {
      String apiVersion = item.path("apiVersion").asText("");
      if (apiVersion.isEmpty()) {
        throw new IllegalArgumentException("apiVersion must not be empty");
      }
      if (!item.path("fieldsType").asText("").equals(FIELDS_V1)) {
        throw new IllegalArgumentException("fieldsType must be FieldsV1");
      }
      Writer writer =
          new Writer(
              item.path("manager").asText(""),
              operation(item.path("operation").asText("")),
              apiVersion,
              item.path("subresource").asText(""));
      FieldSet fields =
          item.hasNonNull("fieldsV1") ? FieldSet.fromJson(item.get("fieldsV1")) : FieldSet.empty();
      entries.add(new Entry(writer, fields, time(item.path("time").asText(""))));
    }
    return new ManagedFields(entries);
  }

  private static Operation operation(String word) {
    for (Operation operation : Operation.values()) {
      if (operation.word().equals(word)) {
        return operation;
      }
    }
    throw new IllegalArgumentException("operation must be `Apply` or `Update`");
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("time '" + text + "' is no RFC 3339 time", e);
    }
  }

  /** Whether a list that a client sent asks to forget all owners. */
  static boolean isReset(JsonNode list) {
    return list.isArray()
        && (list.isEmpty()
            || (list.size() == 1 && list.get(0).isObject() && list.get(0).isEmpty()));
  }

  /** The owners that an object's metadata lists; none when it lists none, or nothing readable. */
  static ManagedFields in(JsonNode object) {
    try {
      return read(object.path("metadata").path("managedFields"));
    } catch (IllegalArgumentException e) {
      return none();
    }
  }

  ArrayNode toJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : entries) {
      Writer writer = entry.writer();
      ObjectNode item = list.addObject();
      item.put("manager", writer.name());
      item.put("operation", writer.operation().word());
      item.put("apiVersion", writer.apiVersion());
      entry.time().ifPresent(time -> item.put("time", time.toString()));
      item.put("fieldsType", FIELDS_V1);
      item.set("fieldsV1", entry.fields().toJson());
      if (!writer.subresource().isEmpty()) {
        item.put("subresource", writer.subresource());
      }
    }
    return list;
  }
}
