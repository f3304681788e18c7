package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Short forms that people may write and that no stored object has: a file given by its source
 * alone, a secret given as plain text.
 */
public final class Shorthands {

  /** The field, wherever it is, whose values may be given by their source alone. */
  static final String FILES = "files";

  /** The field of a master that is such a file itself. */
  static final String LOG_CONFIG = "logConfig";

  private Shorthands() {}

  /** A copy of an object in which every short form is written out. */
  public static ObjectNode expand(ResourceType<?> type, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    fileMaps(type, copy).forEach(Shorthands::expandSources);
    if (type.equals(Kinds.APPLICATION)
        && copy.at("/spec/master") instanceof ObjectNode master
        && master.path(LOG_CONFIG).isTextual()) {
      master.set(LOG_CONFIG, master.objectNode().set("source", master.path(LOG_CONFIG)));
    }
    if (type.equals(Kinds.SECRET)) {
      encode(copy);
      if (copy.path("type").asText().isEmpty()) {
        copy.remove("type"); // Clients that send every field send an empty one for none.
      }
    }
    return copy;
  }

  /** The mappings of an object whose values are files. */
  static List<ObjectNode> fileMaps(ResourceType<?> type, ObjectNode object) {
    JsonNode spec = object.path("spec");
    List<JsonNode> owners = new ArrayList<>();
    if (type.equals(Kinds.NOTEBOOK)) {
      owners.add(spec);
    } else if (type.equals(Kinds.APPLICATION)) {
      owners.add(spec.path("master"));
      spec.path("services").forEach(owners::add);
    }
    return owners.stream()
        .map(owner -> owner.path(FILES))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .toList();
  }

  private static void expandSources(ObjectNode files) {
    for (Map.Entry<String, JsonNode> file : files.properties()) {
      if (file.getValue().isTextual()) {
        file.setValue(files.objectNode().set("source", file.getValue()));
      }
    }
  }

  private static void encode(ObjectNode secret) {
    if (!(secret.get("stringData") instanceof ObjectNode plain)
        || !(secret.path("data").isMissingNode() || secret.path("data").isObject())) {
      return;
    }
    for (JsonNode value : plain) {
      if (!value.isTextual()) {
        return; // left as it is for validation to say so
      }
    }
    ObjectNode data = secret.withObject("/data");
    plain
        .properties()
        .forEach(
            entry ->
                data.put(
                    entry.getKey(),
                    Base64.getEncoder()
                        .encodeToString(
                            entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    secret.remove("stringData");
  }
}
