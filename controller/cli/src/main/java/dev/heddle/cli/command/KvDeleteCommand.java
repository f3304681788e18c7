package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv del}. */
@Command(name = "del", description = "Deletes a key.")
final class KvDeleteCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(names = "--key", required = true, paramLabel = "KEY", description = "The key.")
  private String key;

  KvDeleteCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    target.lookup(environment).api().delete(target.path(environment) + "/kv/" + Paths.segment(key));
  }
}
