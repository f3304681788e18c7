package dev.heddle.lab.command;

import dev.heddle.lab.LabException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the lab's commands. */
@Command(
    name = "heddle lab",
    description = "A real Hadoop on this machine, to try things out and to test against.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      RunCommand.class,
      DownCommand.class,
      StatusCommand.class,
      StartCommand.class,
      StopCommand.class,
      KillCommand.class,
      WipeCommand.class,
    })
public final class LabCommand {
  /** Parses and runs; a mistake of the user ends in one sentence, not in a stack trace. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new LabCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof LabException || failure instanceof IllegalArgumentException) {
            command.getErr().println("error: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
          }
          throw failure;
        });
    return commandLine;
  }
}
