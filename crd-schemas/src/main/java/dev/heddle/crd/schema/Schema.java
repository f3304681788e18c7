package dev.heddle.crd.schema;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What one value must look like: a node of an {@code openAPIV3Schema}.
 *
 * @param type the type
 * @param description what it means, for people
 * @param properties the fields of an object, in the order of the CRD
 * @param required the fields that must be there
 * @param values what every value of a map must look like; empty for objects with fixed fields
 * @param items what every item of a list must look like
 * @param allowed the allowed texts; empty for any
 * @param format the form of a text
 * @param pattern the expression a text must match
 * @param minimum the smallest number
 * @param maximum the largest number
 * @param minLength the fewest characters
 * @param maxLength the most characters
 * @param defaultValue what an absent field means
 * @param open whether fields that are not named are kept unlooked at
 * @param relation how the parts of a mapping or list belong together when several set them
 * @param keys the fields that tell the items of a {@link Relation#KEYED} list apart
 * @param rules what must hold between the fields, in words
 */
public record Schema(
    Type type,
    String description,
    Map<String, Schema> properties,
    List<String> required,
    Optional<Schema> values,
    Optional<Schema> items,
    List<String> allowed,
    Format format,
    Optional<Pattern> pattern,
    OptionalLong minimum,
    OptionalLong maximum,
    OptionalInt minLength,
    OptionalInt maxLength,
    Optional<JsonNode> defaultValue,
    boolean open,
    Relation relation,
    List<String> keys,
    List<String> rules) {

  /** How the parts of a value belong together: what may have owners of its own. */
  public enum Relation {
    /** One value: who sets it sets all of it. */
    ATOMIC,
    /** A mapping whose fields are set one by one. */
    GRANULAR,
    /** A list of texts or numbers, each of which is there or not. */
    SET,
    /** A list of mappings that are told apart by some of their fields. */
    KEYED
  }

  /** The types of JSON that resources use. */
  public enum Type {
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    INT_OR_STRING
  }

  /** The forms that are checked beyond the type. */
  public enum Format {
    NONE,
    INT32,
    INT64,
    /** A day, as ISO 8601 has it. */
    DATE,
    /** RFC 3339. */
    DATE_TIME,
    /** Base64. */
    BYTE,
    /** {@link dev.heddle.crd.quantity.DataSize}. */
    SIZE,
    /** {@link dev.heddle.crd.quantity.Durations}. */
    DURATION
  }

  public Schema {
    requireNonNull(type, "type is null");
    requireNonNull(description, "description is null");
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    required = List.copyOf(required);
    requireNonNull(values, "values is null");
    requireNonNull(items, "items is null");
    allowed = List.copyOf(allowed);
    requireNonNull(format, "format is null");
    requireNonNull(pattern, "pattern is null");
    requireNonNull(minimum, "minimum is null");
    requireNonNull(maximum, "maximum is null");
    requireNonNull(minLength, "minLength is null");
    requireNonNull(maxLength, "maxLength is null");
    requireNonNull(defaultValue, "defaultValue is null");
    requireNonNull(relation, "relation is null");
    keys = List.copyOf(keys);
    rules = List.copyOf(rules);
  }

  /** The schema of a field. */
  public Optional<Schema> property(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  /** Whether it is an object with free keys. */
  public boolean isMap() {
    return values.isPresent();
  }
}
