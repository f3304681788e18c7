package dev.heddle.cli.command;

import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;

/** {@code heddle stop}. */
@Command(
    name = "stop",
    description = "Stops a notebook and keeps it stopped; its saved files stay.",
    footer = {
      "",
      "Examples:",
      "  heddle stop churn",
      "  heddle stop team-a/churn --wait",
      "  heddle stop application/etl",
    })
final class StopCommand extends Running {

  StopCommand(Environment environment) {
    super(environment);
  }

  @Override
  public void run() {
    change(Intent.STOP);
  }
}
