package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle nodes}. */
@Command(
    name = "nodes",
    description = "Lists the nodes of the cluster.",
    footer = {"", "Examples:", "  heddle nodes -o json"})
final class NodesCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private OutputOptions output;

  NodesCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode list = server.client(environment).get(Paths.yarn("nodes"));
    if (!output.print(environment, list)) {
      TextTable table =
          new TextTable("NODE", "RACK", "STATE", "CONTAINERS", "MEMORY_MIB", "VCORES");
      for (JsonNode item : list.path("items")) {
        table.add(
            item.path("id").asText(""),
            item.path("rack").asText(""),
            item.path("state").asText(""),
            item.path("containers").asText(""),
            item.path("usedMemoryMib").asText() + "/" + item.path("memoryMib").asText(),
            item.path("usedVcores").asText() + "/" + item.path("vcores").asText());
      }
      table.print(environment.out(), environment.colors(), true);
      environment.out().flush();
    }
  }
}
