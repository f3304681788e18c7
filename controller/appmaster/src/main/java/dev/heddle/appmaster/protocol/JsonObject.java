package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object as a tree, read and written with the streaming parser alone: data binding would
 * cost the agent megabytes of resident memory. Readers ignore fields they do not know, so that an
 * operator and an agent of different versions understand each other.
 */
public final class JsonObject {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MAX_DEPTH = 64;

  private final Map<String, Object> fields;

  private JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  public static JsonObject create() {
    return new JsonObject(new LinkedHashMap<>());
  }

  public static JsonObject parse(String json) {
    requireNonNull(json, "json is null");
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedMessageException("expected a JSON object");
      }
      JsonObject object = readObject(parser, 0);
      if (parser.nextToken() != null) {
        throw new MalformedMessageException("unexpected text after the JSON object");
      }
      return object;
    } catch (IOException e) {
      throw new MalformedMessageException("not valid JSON", e);
    }
  }

  public JsonObject put(String name, String value) {
    return set(name, value);
  }

  public JsonObject put(String name, long value) {
    return set(name, value);
  }

  public JsonObject put(String name, boolean value) {
    return set(name, value);
  }

  public JsonObject put(String name, Duration value) {
    return set(name, value.toString());
  }

  public JsonObject put(String name, Instant value) {
    return set(name, value.toString());
  }

  public JsonObject put(String name, JsonObject value) {
    return set(name, value);
  }

  public JsonObject put(String name, Map<String, String> value) {
    JsonObject object = create();
    value.forEach(object::put);
    return set(name, object);
  }

  public JsonObject put(String name, List<String> value) {
    return set(name, List.copyOf(value));
  }

  public JsonObject putObjects(String name, List<JsonObject> value) {
    return set(name, List.copyOf(value));
  }

  /** Puts the value when there is one; an absent value leaves the field out. */
  public JsonObject put(String name, Optional<?> value) {
    value.ifPresent(
        present -> {
          if (present instanceof Instant || present instanceof Duration) {
            set(name, present.toString());
          } else if (present instanceof String || present instanceof JsonObject) {
            set(name, present);
          } else {
            throw new IllegalArgumentException("field " + name + ": " + present.getClass());
          }
        });
    return this;
  }

  public boolean has(String name) {
    return fields.get(name) != null;
  }

  public String string(String name) {
    return optionalString(name).orElseThrow(() -> missing(name));
  }

  public Optional<String> optionalString(String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw new MalformedMessageException("field " + name + " is not a string");
    }
    return Optional.ofNullable((String) value);
  }

  public long integer(String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw missing(name);
    }
    if (!(value instanceof Long number)) {
      throw new MalformedMessageException("field " + name + " is not a whole number");
    }
    return number;
  }

  public long integer(String name, long absent) {
    return has(name) ? integer(name) : absent;
  }

  public boolean bool(String name, boolean absent) {
    Object value = fields.get(name);
    if (value == null) {
      return absent;
    }
    if (!(value instanceof Boolean bool)) {
      throw new MalformedMessageException("field " + name + " is not true or false");
    }
    return bool;
  }

  public Duration duration(String name) {
    String text = string(name);
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new MalformedMessageException("field " + name + " is not an ISO-8601 duration", e);
    }
  }

  public Optional<Instant> optionalInstant(String name) {
    Optional<String> text = optionalString(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw new MalformedMessageException("field " + name + " is not an ISO-8601 instant", e);
    }
  }

  public Instant instant(String name) {
    return optionalInstant(name).orElseThrow(() -> missing(name));
  }

  public Optional<JsonObject> optionalObject(String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw new MalformedMessageException("field " + name + " is not an object");
    }
    return Optional.ofNullable((JsonObject) value);
  }

  public JsonObject object(String name) {
    return optionalObject(name).orElseThrow(() -> missing(name));
  }

  public Map<String, String> stringMap(String name) {
    Map<String, String> result = new LinkedHashMap<>();
    optionalObject(name)
        .ifPresent(object -> object.fields.keySet().forEach(k -> result.put(k, object.string(k))));
    return result;
  }

  public Map<String, Long> integerMap(String name) {
    Map<String, Long> result = new LinkedHashMap<>();
    optionalObject(name)
        .ifPresent(object -> object.fields.keySet().forEach(k -> result.put(k, object.integer(k))));
    return result;
  }

  public List<String> stringList(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new MalformedMessageException("field " + name + " is not a list");
    }
    List<String> strings = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String string)) {
        throw new MalformedMessageException("field " + name + " holds more than strings");
      }
      strings.add(string);
    }
    return List.copyOf(strings);
  }

  public List<JsonObject> objectList(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new MalformedMessageException("field " + name + " is not a list");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof JsonObject object)) {
        throw new MalformedMessageException("field " + name + " holds more than objects");
      }
      objects.add(object);
    }
    return List.copyOf(objects);
  }

  /** The objects in a field that is an object of objects, by name. */
  public Map<String, JsonObject> objectMap(String name) {
    Map<String, JsonObject> result = new LinkedHashMap<>();
    optionalObject(name)
        .ifPresent(object -> object.fields.keySet().forEach(k -> result.put(k, object.object(k))));
    return result;
  }

  /** Reads a field whose value is one of an enum's constants, written in lower case. */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = string(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw new MalformedMessageException("field " + name + " has the unknown value " + text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The object as JSON text in one line. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(generator, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private JsonObject set(String name, Object value) {
    fields.put(requireNonNull(name, "name is null"), requireNonNull(value, "value is null"));
    return this;
  }

  private static MalformedMessageException missing(String name) {
    return new MalformedMessageException("field " + name + " is missing");
  }

  private static JsonObject readObject(JsonParser parser, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new MalformedMessageException("nested deeper than " + MAX_DEPTH);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, readValue(parser, depth + 1));
    }
    return new JsonObject(fields);
  }

  private static Object readValue(JsonParser parser, int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return readObject(parser, depth);
    }
    if (token == JsonToken.START_ARRAY) {
      if (depth > MAX_DEPTH) {
        throw new MalformedMessageException("nested deeper than " + MAX_DEPTH);
      }
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(readValue(parser, depth + 1));
      }
      return list;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return parser.getBooleanValue();
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return parser.getText();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof JsonObject object) {
      generator.writeStartObject();
      for (Map.Entry<String, Object> field : object.fields.entrySet()) {
        generator.writeFieldName(field.getKey());
        write(generator, field.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean bool) {
      generator.writeBoolean(bool);
    } else if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString((String) value);
    }
  }
}
