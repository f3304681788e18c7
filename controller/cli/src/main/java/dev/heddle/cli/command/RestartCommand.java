package dev.heddle.cli.command;

import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;

/** {@code heddle restart}. */
@Command(
    name = "restart",
    description = "Stops a notebook and starts it anew.",
    footer = {
      "",
      "Examples:",
      "  heddle restart churn",
      "  heddle restart team-a/churn --wait",
      "  heddle restart application/etl",
    })
final class RestartCommand extends Running {

  RestartCommand(Environment environment) {
    super(environment);
  }

  @Override
  public void run() {
    change(Intent.RESTART);
  }
}
