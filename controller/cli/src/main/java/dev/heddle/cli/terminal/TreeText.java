package dev.heddle.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Trees as the text of a file: JSON for programs, YAML for people. */
public final class TreeText {

  private TreeText() {}

  public static String json(JsonNode tree) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends with a line break. */
  public static String yaml(JsonNode tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(0);
    options.setWidth(120);
    options.setSplitLines(false);
    options.setAllowUnicode(true);
    try {
      return new Yaml(options).dump(Json.mapper().treeToValue(tree, Object.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
