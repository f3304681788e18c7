package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heddle kv ls}. */
@Command(name = "ls", description = "Lists the keys in order, one a line.")
final class KvListCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  KvListCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    target
        .lookup(environment)
        .api()
        .get(target.path(environment) + "/kv")
        .path("keys")
        .forEach(key -> environment.out().println(key.asText()));
    environment.out().flush();
  }
}
