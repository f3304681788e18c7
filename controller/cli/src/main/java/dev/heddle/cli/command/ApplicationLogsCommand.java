package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle application logs}. */
@Command(
    name = "logs",
    description = "Prints what an application's process has printed, while it runs and after.")
final class ApplicationLogsCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing until the process ends.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only so many lines of the end.")
  private Optional<Integer> tail = Optional.empty();

  ApplicationLogsCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    new LogText(environment, target.lookup(environment).api())
        .print(target.path(environment), tail, follow);
  }
}
