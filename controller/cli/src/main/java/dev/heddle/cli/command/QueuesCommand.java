package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle queues}. */
@Command(
    name = "queues",
    description = "Lists the queues of the cluster, with shares in percent.",
    footer = {"", "Examples:", "  heddle queues -o yaml"})
final class QueuesCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private OutputOptions output;

  QueuesCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode list = server.client(environment).get(Paths.yarn("queues"));
    if (!output.print(environment, list)) {
      TextTable table = new TextTable("QUEUE", "STATE", "CAPACITY", "MAXIMUM", "USED");
      for (JsonNode item : list.path("items")) {
        table.add(
            item.path("name").asText(""),
            item.path("state").asText(""),
            item.path("capacityPercent").asText(""),
            item.path("maximumPercent").asText(""),
            item.path("usedPercent").asText(""));
      }
      table.print(environment.out(), environment.colors(), true);
      environment.out().flush();
    }
  }
}
