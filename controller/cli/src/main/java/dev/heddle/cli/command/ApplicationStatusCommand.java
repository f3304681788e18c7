package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import dev.heddle.cli.terminal.TreeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle application status}. */
@Command(name = "status", description = "Shows where an application stands.")
final class ApplicationStatusCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, yaml or json.")
  private OutputFormat output;

  ApplicationStatusCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ObjectNode application = target.find(environment);
    switch (output) {
      case YAML -> environment.out().print(TreeText.yaml(application.path("status")));
      case JSON -> environment.out().println(TreeText.json(application.path("status")));
      case TABLE, WIDE, NAME -> {
        TextTable table = ApplicationRow.table();
        ApplicationRow.of(application, environment.clock().instant()).addTo(table);
        table.print(environment.out(), environment.colors(), true);
      }
    }
    environment.out().flush();
  }
}
