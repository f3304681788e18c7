package dev.heddle.cli.local;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operator's configuration says beyond the defaults, by the path of each field.
 *
 * @param fields such as {@code yarn.ports}, each with its value
 */
public record OperatorSettings(Map<String, JsonNode> fields) {

  public OperatorSettings {
    fields = Map.copyOf(fields);
  }

  /** Only defaults. */
  public static OperatorSettings none() {
    return new OperatorSettings(Map.of());
  }

  /**
   * These and one more; it replaces what the field was set to before.
   *
   * @param path the field's names from the root on, with dots between them
   * @param value text, number, flag, list or map
   */
  public OperatorSettings with(String path, Object value) {
    Map<String, JsonNode> all = new TreeMap<>(fields);
    all.put(path, Json.mapper().valueToTree(requireNonNull(value, "value is null")));
    return new OperatorSettings(all);
  }

  /** Both; where they differ, the others hold. */
  public OperatorSettings with(OperatorSettings others) {
    Map<String, JsonNode> all = new TreeMap<>(fields);
    all.putAll(others.fields);
    return new OperatorSettings(all);
  }

  /** The configuration file. */
  public String yaml() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(fields).forEach((path, value) -> put(root, path, value));
    return TreeText.yaml(root);
  }

  private static void put(ObjectNode root, String path, JsonNode value) {
    String[] names = path.split("\\.", -1);
    ObjectNode block = root;
    for (int i = 0; i < names.length - 1; i++) {
      block = block.withObjectProperty(names[i]);
    }
    block.set(names[names.length - 1], value);
  }
}
