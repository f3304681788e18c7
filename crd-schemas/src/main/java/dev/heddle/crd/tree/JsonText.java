package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.problem.FieldPath;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.problem.ProblemList;
import dev.heddle.crd.problem.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON text, one value after the other, to trees. */
final class JsonText {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(64).build())
          .build();

  private final Budget budget;

  JsonText(Budget budget) {
    this.budget = requireNonNull(budget, "budget is null");
  }

  List<Document> read(String text) {
    List<Document> documents = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      while (true) {
        Optional<Document> next = next(parser, documents.size() + 1, text.length());
        if (next.isEmpty()) {
          return documents;
        }
        documents.add(next.get());
        if (next.get().tree().isEmpty()) {
          return documents;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory could not be read", e);
    }
  }

  /** The next document; one without a tree is the last, as nothing after it can be trusted. */
  private Optional<Document> next(JsonParser parser, int number, int length) throws IOException {
    Position start = Position.START;
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      start = position(parser.currentTokenLocation());
      if (number > budget.limits().documents()) {
        throw new Budget.LimitExceededException(
            "the file has more documents than the allowed " + budget.limits().documents());
      }
      budget.startDocument(length);
      OneDocument reading = new OneDocument(parser);
      reading.positions.put(FieldPath.root(), start);
      JsonNode root = reading.value(first, FieldPath.root(), 1);
      LocatedTree tree = new LocatedTree(root, reading.positions);
      return Optional.of(new Document(number, start, Optional.of(tree), reading.problems.toList()));
    } catch (Budget.LimitExceededException e) {
      return Optional.of(broken(number, start, ProblemCode.TOO_LARGE, e.getMessage(), start));
    } catch (JsonProcessingException e) {
      Position at = e.getLocation() == null ? start : position(e.getLocation());
      String message = "not valid JSON, " + firstLine(e.getOriginalMessage());
      return Optional.of(broken(number, start, ProblemCode.SYNTAX, message, at));
    }
  }

  private static Document broken(
      int number, Position start, ProblemCode code, String message, Position at) {
    return Document.broken(
        number, start, new Problem(code, FieldPath.root(), message, Optional.of(at)));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static Position position(JsonLocation location) {
    return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private final class OneDocument {
    private final JsonParser parser;
    private final Map<FieldPath, Position> positions = new HashMap<>();
    private final ProblemList problems = new ProblemList();

    OneDocument(JsonParser parser) {
      this.parser = parser;
    }

    JsonNode value(JsonToken token, FieldPath path, int depth) throws IOException {
      budget.spend();
      budget.checkDepth(depth);
      return switch (token) {
        case START_OBJECT -> object(path, depth);
        case START_ARRAY -> array(path, depth);
        case VALUE_STRING -> JSON.textNode(parser.getText());
        case VALUE_NUMBER_INT -> integer();
        case VALUE_NUMBER_FLOAT -> JSON.numberNode(parser.getDoubleValue());
        case VALUE_TRUE -> JSON.booleanNode(true);
        case VALUE_FALSE -> JSON.booleanNode(false);
        case VALUE_NULL -> JSON.nullNode();
        case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("no value begins with " + token);
      };
    }

    private JsonNode integer() throws IOException {
      return switch (parser.getNumberType()) {
        case INT -> JSON.numberNode(parser.getIntValue());
        case LONG -> JSON.numberNode(parser.getLongValue());
        case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
            JSON.numberNode(parser.getBigIntegerValue());
      };
    }

    private JsonNode array(FieldPath path, int depth) throws IOException {
      ArrayNode array = JSON.arrayNode();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        FieldPath item = path.item(array.size());
        positions.put(item, position(parser.currentTokenLocation()));
        array.add(value(token, item, depth + 1));
      }
      return array;
    }

    private JsonNode object(FieldPath path, int depth) throws IOException {
      ObjectNode object = JSON.objectNode();
      Map<String, Position> seen = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        FieldPath field = path.field(name);
        Position at = position(parser.currentTokenLocation());
        JsonNode value = value(parser.nextToken(), field, depth + 1);
        Position first = seen.putIfAbsent(name, at);
        if (first == null) {
          positions.put(field, at);
          object.set(name, value);
        } else {
          problems.add(
              new Problem(
                  ProblemCode.DUPLICATE_KEY,
                  field,
                  "the key "
                      + Wording.quote(name)
                      + " is already set at line "
                      + first.line()
                      + ", column "
                      + first.column()
                      + "; keep one of the two",
                  Optional.of(at)));
        }
      }
      return object;
    }
  }
}
