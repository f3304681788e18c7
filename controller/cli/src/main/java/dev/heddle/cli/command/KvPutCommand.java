package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv put}. */
@Command(name = "put", description = "Sets a key to a value, or to standard input.")
final class KvPutCommand implements Runnable {

  private static final int LARGEST = (1 << 20) + 1;

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(names = "--key", required = true, paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--value",
      paramLabel = "VALUE",
      description =
          "The value; standard input when it is left out. Others can read a command line.")
  private Optional<String> value = Optional.empty();

  KvPutCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    byte[] bytes = value.map(text -> text.getBytes(UTF_8)).orElseGet(this::standardInput);
    target
        .lookup(environment)
        .api()
        .putBytes(target.path(environment) + "/kv/" + Paths.segment(key), bytes);
  }

  private byte[] standardInput() {
    try {
      return environment.in().readNBytes(LARGEST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
