package dev.heddle.lab.command;

import dev.heddle.lab.LabException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The root of the lab's commands. */
@Command(
    name = "heddle lab",
    description = "A real Hadoop on this machine, to try things out and to test against.",
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
      ArchiveCommand.class,
    })
public final class LabCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  @Option(
      names = "--netns",
      paramLabel = "NAME",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Work inside a network namespace, made when missing (root only).")
  private Optional<String> namespace = Optional.empty();

  /** Parses and runs; a mistake of the user ends in one sentence, not in a stack trace. */
  public static CommandLine commandLine() {
    LabCommand root = new LabCommand();
    CommandLine commandLine = new CommandLine(root);
    commandLine.setExecutionStrategy(root::execute);
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

  private int execute(ParseResult parsed) {
    Optional<NetworkNamespace> other;
    try {
      other = namespace.map(NetworkNamespace::new).filter(network -> !network.isEntered());
    } catch (LabException e) {
      throw new CommandLine.ParameterException(
          parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    return other.isPresent() && !help
        ? other.get().run(parsed.originalArgs())
        : new CommandLine.RunLast().execute(parsed);
  }
}
