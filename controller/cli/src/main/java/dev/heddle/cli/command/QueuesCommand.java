package dev.heddle.cli.command;

import dev.heddle.cli.terminal.Environment;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code heddle queues}. */
@Command(
    name = "queues",
    description = "Lists the queues of the cluster, with shares in percent.",
    footer = {"", "Examples:", "  heddle queues -o yaml"})
final class QueuesCommand extends ClusterListCommand {

  QueuesCommand(Environment environment) {
    super(environment, "queues");
  }

  @Override
  Map<String, Cell> columns() {
    Map<String, Cell> columns = new LinkedHashMap<>();
    columns.put("QUEUE", Cell.of("name"));
    columns.put("STATE", Cell.of("state"));
    columns.put("CAPACITY", Cell.of("capacityPercent"));
    columns.put("MAXIMUM", Cell.of("maximumPercent"));
    columns.put("USED", Cell.of("usedPercent"));
    return columns;
  }
}
