package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.Environment;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv ls}. */
@Command(name = "ls", description = "Lists the keys in order, one a line.")
final class KvListCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Mixin private KeyRangeOptions range;

  @Option(names = "--values", description = "With a tab and the value after each key.")
  private boolean values;

  KvListCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    String select = values ? "select=items" : "";
    String path = target.path(environment) + "/kv?" + select + range.parameters();
    JsonNode answer = target.lookup(environment).api().get(path);
    answer.path("keys").forEach(key -> environment.out().println(key.asText()));
    for (JsonNode item : answer.path("items")) {
      String value = new String(Base64.getDecoder().decode(item.path("value").asText()), UTF_8);
      environment.out().println(item.path("key").asText() + "\t" + value);
    }
    environment.out().flush();
  }
}
