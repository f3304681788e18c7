package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle application kill}. */
@Command(
    name = "kill",
    description = {
      "Ends an application at once, by YARN.",
      "One with another restartPolicy than Never comes back: heddle stop keeps it stopped.",
    })
final class KillCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Mixin private WaitOptions wait;

  KillCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    RunEnd end = RunEnd.of(target, environment);
    end.api().post(target.path(environment) + "/kill", JsonNodeFactory.instance.objectNode());
    environment.progress(target.id() + " is being killed");
    end.await(wait);
  }
}
