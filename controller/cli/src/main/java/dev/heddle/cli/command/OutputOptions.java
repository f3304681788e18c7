package dev.heddle.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TreeText;
import picocli.CommandLine.Option;

/** In which form lists of what is no object of its own are printed. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, yaml or json (default: ${DEFAULT-VALUE}).",
      defaultValue = "table")
  private Form form = Form.TABLE;

  /** The forms. */
  enum Form {
    TABLE,
    YAML,
    JSON
  }

  /** Prints it for programs; false when it is to be a table. */
  boolean print(Environment environment, JsonNode tree) {
    switch (form) {
      case TABLE -> {
        return false;
      }
      case YAML -> environment.out().print(TreeText.yaml(tree));
      case JSON -> environment.out().println(TreeText.json(tree));
    }
    environment.out().flush();
    return true;
  }
}
