package dev.heddle.cli.command;

import dev.heddle.cli.terminal.Environment;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code heddle nodes}. */
@Command(
    name = "nodes",
    description = "Lists the nodes of the cluster.",
    footer = {"", "Examples:", "  heddle nodes -o json"})
final class NodesCommand extends ClusterListCommand {

  NodesCommand(Environment environment) {
    super(environment, "nodes");
  }

  @Override
  Map<String, Cell> columns() {
    Map<String, Cell> columns = new LinkedHashMap<>();
    columns.put("NODE", Cell.of("id"));
    columns.put("RACK", Cell.of("rack"));
    columns.put("STATE", Cell.of("state"));
    columns.put("CONTAINERS", Cell.of("containers"));
    columns.put("MEMORY_MIB", Cell.share("usedMemoryMib", "memoryMib"));
    columns.put("VCORES", Cell.share("usedVcores", "vcores"));
    return columns;
  }
}
