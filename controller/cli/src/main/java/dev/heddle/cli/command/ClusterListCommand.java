package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** Lists one sort of things that the cluster consists of. */
abstract class ClusterListCommand implements Runnable {

  /** What a cell shows of an item. */
  interface Cell extends Function<JsonNode, String> {
    static Cell of(String field) {
      return item -> item.path(field).asText("");
    }

    static Cell share(String part, String whole) {
      return item -> item.path(part).asText() + "/" + item.path(whole).asText();
    }
  }

  private final Environment environment;
  private final String things;

  @Mixin private ServerOptions server;

  @Mixin private OutputOptions output;

  /**
   * @param things the word of the API for them
   */
  ClusterListCommand(Environment environment, String things) {
    this.environment = requireNonNull(environment, "environment is null");
    this.things = requireNonNull(things, "things is null");
  }

  /** Headings and what is below them, in order. */
  abstract Map<String, Cell> columns();

  @Override
  public final void run() {
    JsonNode list = server.client(environment).get(Paths.yarn(things));
    if (output.print(environment, list)) {
      return;
    }
    Map<String, Cell> columns = columns();
    TextTable table = new TextTable(columns.keySet().toArray(String[]::new));
    for (JsonNode item : list.path("items")) {
      table.add(columns.values().stream().map(cell -> cell.apply(item)).toArray(String[]::new));
    }
    table.print(environment.out(), environment.colors(), true);
    environment.out().flush();
  }
}
