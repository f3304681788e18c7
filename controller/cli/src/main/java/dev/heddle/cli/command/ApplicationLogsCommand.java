package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle application logs}. */
@Command(
    name = "logs",
    description = "Prints what an application's process has printed, while it runs and after.")
final class ApplicationLogsCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Mixin private LogOptions options;

  ApplicationLogsCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    Lookup lookup = target.lookup(environment);
    new LogText(environment, lookup.api()).print(target.find(environment), options);
  }
}
