package dev.heddle.cli.command;

import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;

/** {@code heddle start}. */
@Command(
    name = "start",
    description = "Starts a notebook that was stopped, or that ended by itself.",
    footer = {
      "",
      "Examples:",
      "  heddle start churn",
      "  heddle start team-a/churn --wait",
      "  heddle start application/etl",
    })
final class StartCommand extends Running {

  StartCommand(Environment environment) {
    super(environment);
  }

  @Override
  public void run() {
    change(Intent.START);
  }
}
