package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.appmaster.kv.Change;
import dev.heddle.appmaster.kv.Condition;
import dev.heddle.appmaster.kv.KeyRange;
import dev.heddle.appmaster.kv.KeyValue;
import dev.heddle.appmaster.kv.Operation;
import dev.heddle.appmaster.kv.Transaction;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The key-value store in JSON. Answers are written as they are made: as text in memory a full store
 * would not fit into the agent's heap a second time.
 */
final class KeyValueMessages {
  private static final JsonFactory FACTORY =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private KeyValueMessages() {}

  /** How much of what was found is told. */
  enum Select {
    KEYS,
    ITEMS,
    COUNT;

    static Select parse(String word) {
      return switch (word) {
        case "keys" -> KEYS;
        case "items" -> ITEMS;
        case "count" -> COUNT;
        default ->
            throw new IllegalArgumentException(
                "select is " + word + "; keys, items and count are known");
      };
    }
  }

  /**
   * A transaction with how each of its steps is to be answered.
   *
   * @param onSuccess in the order of the steps; empty for what was there before a put, if asked for
   */
  record Asked(
      Transaction transaction,
      List<Optional<Select>> onSuccess,
      List<Optional<Select>> onFailure) {}

  static Asked transaction(String text) {
    JsonObject json = JsonObject.parse(text);
    List<JsonObject> onSuccess = json.objectList("onSuccess");
    List<JsonObject> onFailure = json.objectList("onFailure");
    return new Asked(
        new Transaction(
            each(json.objectList("conditions"), KeyValueMessages::condition),
            each(onSuccess, KeyValueMessages::operation),
            each(onFailure, KeyValueMessages::operation)),
        each(onSuccess, KeyValueMessages::select),
        each(onFailure, KeyValueMessages::select));
  }

  private static <T> List<T> each(List<JsonObject> list, Function<JsonObject, T> reader) {
    List<T> read = new ArrayList<>();
    for (JsonObject json : list) {
      read.add(reader.apply(json));
    }
    return read;
  }

  private static Condition condition(JsonObject json) {
    String key = json.string("key");
    String target = json.string("target");
    return switch (target) {
      case "exists" -> new Condition.Exists(key, true);
      case "missing" -> new Condition.Exists(key, false);
      case "value" ->
          new Condition.Compares(
              key,
              false,
              comparison(json),
              json.optionalString("operand").map(KeyValueMessages::decoded));
      case "owner" ->
          new Condition.Compares(
              key,
              true,
              comparison(json),
              json.optionalString("operand").map(o -> o.getBytes(UTF_8)));
      default ->
          throw new MalformedMessageException(
              "field target is " + target + "; exists, missing, value and owner are known");
    };
  }

  private static Condition.Comparison comparison(JsonObject json) {
    String is = json.string("is");
    return switch (is) {
      case "==" -> Condition.Comparison.EQUAL;
      case "!=" -> Condition.Comparison.NOT_EQUAL;
      case "<" -> Condition.Comparison.LESS;
      case "<=" -> Condition.Comparison.LESS_OR_EQUAL;
      case ">" -> Condition.Comparison.GREATER;
      case ">=" -> Condition.Comparison.GREATER_OR_EQUAL;
      default ->
          throw new MalformedMessageException(
              "field is is " + is + "; ==, !=, <, <=, >, >= are known");
    };
  }

  private static Operation operation(JsonObject json) {
    String op = json.string("op");
    return switch (op) {
      case "get" -> new Operation.Get(range(json::optionalString));
      case "delete" -> new Operation.Delete(range(json::optionalString));
      case "put" ->
          new Operation.Put(
              json.string("key"),
              json.optionalString("value").map(KeyValueMessages::decoded),
              json.optionalString("owner"),
              json.optionalString("ttl").map(KeyValueMessages::ttl));
      default ->
          throw new MalformedMessageException(
              "field op is " + op + "; get, put and delete are known");
    };
  }

  private static Optional<Select> select(JsonObject json) {
    if (json.string("op").equals("put")) {
      return json.bool("previous", false) ? Optional.of(Select.ITEMS) : Optional.empty();
    }
    return Optional.of(Select.parse(json.optionalString("select").orElse("items")));
  }

  /** Which keys are meant by key, prefix, or start and end; all where none of them is given. */
  static KeyRange range(Function<String, Optional<String>> field) {
    Optional<String> key = field.apply("key");
    Optional<String> prefix = field.apply("prefix");
    Optional<String> start = field.apply("start");
    Optional<String> end = field.apply("end");
    int ways = (key.isPresent() ? 1 : 0) + (prefix.isPresent() ? 1 : 0);
    if (ways + (start.isPresent() || end.isPresent() ? 1 : 0) > 1) {
      throw new IllegalArgumentException("key, prefix, and start with end exclude each other");
    }
    if (key.isPresent()) {
      return KeyRange.key(key.get());
    }
    return prefix.isPresent() ? KeyRange.prefix(prefix.get()) : new KeyRange(start.orElse(""), end);
  }

  /** Seconds, such as {@code 30s} or {@code 0.5}. */
  static Duration ttl(String text) {
    String number = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
    try {
      double seconds = Double.parseDouble(number);
      if (seconds > 0 && seconds < 1e9) {
        return Duration.ofMillis(Math.max(1, (long) (seconds * 1000)));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("ttl is " + text + "; seconds such as 30s expected");
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("a value is not in base 64", e);
    }
  }

  static void write(Asked asked, Transaction.Outcome outcome, OutputStream output)
      throws IOException {
    List<Optional<Select>> how = outcome.succeeded() ? asked.onSuccess() : asked.onFailure();
    try (JsonGenerator json = FACTORY.createGenerator(output)) {
      json.writeStartObject();
      json.writeBooleanField("succeeded", outcome.succeeded());
      json.writeNumberField("revision", outcome.revision());
      json.writeArrayFieldStart("results");
      List<Operation> steps =
          outcome.succeeded() ? asked.transaction().onSuccess() : asked.transaction().onFailure();
      for (int i = 0; i < steps.size(); i++) {
        List<KeyValue> found = outcome.results().get(i).entries();
        json.writeStartObject();
        if (steps.get(i) instanceof Operation.Put) {
          if (how.get(i).isPresent() && !found.isEmpty()) {
            json.writeFieldName("previous");
            item(json, found.get(0));
          }
        } else {
          found(json, how.get(i).orElse(Select.ITEMS), found);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  static void write(Select select, long revision, List<KeyValue> found, OutputStream output)
      throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(output)) {
      json.writeStartObject();
      found(json, select, found);
      json.writeNumberField("revision", revision);
      json.writeEndObject();
    }
  }

  private static void found(JsonGenerator json, Select select, List<KeyValue> found)
      throws IOException {
    switch (select) {
      case COUNT -> json.writeNumberField("count", found.size());
      case KEYS -> {
        json.writeArrayFieldStart("keys");
        for (KeyValue entry : found) {
          json.writeString(entry.key());
        }
        json.writeEndArray();
      }
      case ITEMS -> {
        json.writeArrayFieldStart("items");
        for (KeyValue entry : found) {
          item(json, entry);
        }
        json.writeEndArray();
      }
    }
  }

  private static void item(JsonGenerator json, KeyValue entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", entry.key());
    rest(json, entry);
    json.writeEndObject();
  }

  private static void rest(JsonGenerator json, KeyValue entry) throws IOException {
    json.writeBinaryField("value", entry.value());
    if (entry.owner().isPresent()) {
      json.writeStringField("owner", entry.owner().get());
    }
    if (entry.expires().isPresent()) {
      json.writeStringField("expires", entry.expires().get().toString());
    }
    json.writeNumberField("revision", entry.revision());
  }

  /** One line of a watch. */
  static byte[] event(Change change, long revision) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("type", change.now().isPresent() ? "PUT" : "DELETE");
      json.writeStringField("key", change.key());
      if (change.now().isPresent()) {
        rest(json, change.now().get());
      } else {
        json.writeNumberField("revision", revision);
      }
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }
}
