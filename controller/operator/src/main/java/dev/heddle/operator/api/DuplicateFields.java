package dev.heddle.operator.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.crd.problem.FieldPath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the fields that occur twice in one object of a JSON text. */
final class DuplicateFields {

  /** As many are told. */
  private static final int MOST = 100;

  private DuplicateFields() {}

  /** Where we are in an object or a list. */
  private static final class Level {
    private final FieldPath path;
    private final boolean list;
    private final Set<String> seen = new HashSet<>();
    private String name = "";
    private int item;

    Level(FieldPath path, boolean list) {
      this.path = path;
      this.list = list;
    }

    FieldPath next() {
      return list ? path.item(item++) : path.field(name);
    }
  }

  /**
   * @throws IOException when it is not JSON, or exceeds the factory's limits
   */
  static List<String> in(JsonFactory factory, byte[] body) throws IOException {
    List<String> twice = new ArrayList<>();
    Deque<Level> levels = new ArrayDeque<>();
    try (JsonParser parser = factory.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        Level at = levels.peek();
        if (token == JsonToken.FIELD_NAME && at != null) {
          at.name = parser.currentName();
          if (!at.seen.add(at.name) && twice.size() < MOST) {
            twice.add(at.path.field(at.name).toString());
          }
        } else if (token.isStructStart()) {
          FieldPath path = at == null ? FieldPath.root() : at.next();
          levels.push(new Level(path, token == JsonToken.START_ARRAY));
        } else if (token.isStructEnd()) {
          levels.pop();
        } else if (at != null) {
          at.next();
        }
      }
    }
    return twice;
  }
}
