package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv del}. */
@Command(name = "del", description = "Deletes a key, or the keys of a range.")
final class KvDeleteCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(names = "--key", paramLabel = "KEY", description = "The key.")
  private Optional<String> key = Optional.empty();

  @Mixin private KeyRangeOptions range;

  KvDeleteCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    if (key.isPresent() == range.isGiven()) {
      throw new UsageException("say what to delete: --key, or --prefix, or --start and --end");
    }
    ApiClient api = target.lookup(environment).api();
    String path = target.path(environment) + "/kv";
    if (key.isPresent()) {
      api.delete(path + "/" + Paths.segment(key.get()));
      return;
    }
    api.delete(path + "?select=keys" + range.parameters())
        .path("keys")
        .forEach(deleted -> environment.out().println(deleted.asText()));
    environment.out().flush();
  }
}
