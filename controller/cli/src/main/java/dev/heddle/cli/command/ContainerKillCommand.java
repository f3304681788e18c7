package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle container kill}. */
@Command(
    name = "kill",
    description = "Ends one container; another takes its place, since the desired number counts.")
final class ContainerKillCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(
      names = "--id",
      required = true,
      paramLabel = "SERVICE_NUMBER",
      description = "The container, as container ls shows it, such as worker_3.")
  private String container;

  ContainerKillCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    target
        .lookup(environment)
        .api()
        .delete(target.path(environment) + "/containers/" + Paths.segment(container));
    environment.progress(container + " is ending");
  }
}
