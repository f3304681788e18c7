package dev.heddle.operator.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As much of an object's JSON as a row of a table needs, read in one go over its bytes. */
final class Excerpt {

  private static final String METADATA = "metadata";

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private byte[] metadata = {'{', '}'};

  private Excerpt() {}

  /** The fields that are wanted, as a tree of names; a leaf is wanted with all that is below it. */
  static final class Wanted {
    private final Map<String, Wanted> fields = new HashMap<>();
    private final boolean everything;

    private Wanted(boolean everything) {
      this.everything = everything;
    }

    static Wanted everything() {
      return new Wanted(true);
    }

    static Wanted of(List<List<String>> paths) {
      Wanted root = new Wanted(false);
      for (List<String> path : paths) {
        Wanted at = root;
        for (String name : path) {
          at = at.fields.computeIfAbsent(name, n -> new Wanted(false));
        }
      }
      return root;
    }
  }

  static Excerpt of(byte[] json, Wanted wanted) {
    Excerpt excerpt = new Excerpt();
    try (JsonParser parser = Json.mapper().createParser(json)) {
      parser.nextToken();
      excerpt.read(parser, json, wanted, excerpt.tree, true);
      return excerpt;
    } catch (IOException e) {
      throw new UncheckedIOException("a stored object is no JSON", e);
    }
  }

  /** The wanted fields. */
  ObjectNode tree() {
    return tree;
  }

  /** The metadata as it is. */
  byte[] metadata() {
    return metadata;
  }

  private void read(
      JsonParser parser, byte[] json, Wanted wanted, ObjectNode target, boolean outermost)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Wanted field = wanted.fields.get(name);
      JsonToken token = parser.nextToken();
      int begin = (int) parser.currentTokenLocation().getByteOffset();
      if (field == null && !wanted.everything) {
        parser.skipChildren();
      } else if (field != null && token == JsonToken.START_OBJECT && !field.fields.isEmpty()) {
        read(parser, json, field, target.putObject(name), false);
      } else {
        target.set(name, parser.readValueAsTree());
      }
      if (outermost && name.equals(METADATA)) {
        int end = (int) parser.currentLocation().getByteOffset();
        metadata = Arrays.copyOfRange(json, begin, end);
      }
    }
  }
}
