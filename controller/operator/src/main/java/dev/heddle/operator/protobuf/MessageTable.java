package dev.heddle.operator.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which messages there are, and the fields of each by number. */
final class MessageTable {

  private static final String RESOURCE = "/protobuf/kubernetes.txt";

  private final Map<String, Map<Integer, Field>> messages = new HashMap<>();
  private final Map<String, String> wholes = new HashMap<>();

  private MessageTable() {}

  /** How often a field occurs. */
  enum Shape {
    ONE,
    LIST,
    MAP
  }

  /**
   * A field.
   *
   * @param name its name in JSON
   * @param shape how often it occurs
   * @param type a word of the table's head, or a message's name
   */
  record Field(String name, Shape shape, String type) {}

  static MessageTable read() {
    try (InputStream stream = MessageTable.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is not in this module");
      }
      MessageTable table = new MessageTable();
      Map<Integer, Field> current = new HashMap<>();
      for (String line : new String(stream.readAllBytes(), UTF_8).lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] words = line.strip().split(" ");
        if (line.startsWith(" ")) {
          current.put(Integer.parseInt(words[0]), field(words));
        } else {
          current = new HashMap<>();
          table.messages.put(words[0], current);
          if (words.length > 1) {
            table.wholes.put(words[1] + " " + words[2], words[0]);
          }
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  private static Field field(String[] words) {
    return switch (words[2]) {
      case "list" -> new Field(words[1], Shape.LIST, words[3]);
      case "map" -> new Field(words[1], Shape.MAP, words[3]);
      default -> new Field(words[1], Shape.ONE, words[2]);
    };
  }

  /** The message that an object of that kind is. */
  Optional<String> whole(String apiVersion, String kind) {
    return Optional.ofNullable(wholes.get(apiVersion + " " + kind))
        .or(() -> Optional.ofNullable(wholes.get("* " + kind)));
  }

  boolean isMessage(String type) {
    return messages.containsKey(type);
  }

  /** The field of that number, where it is known. */
  Optional<Field> field(String message, int number) {
    return Optional.ofNullable(messages.get(message).get(number));
  }
}
