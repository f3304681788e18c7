package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv watch}. */
@Command(
    name = "watch",
    description = {
      "Prints what happens to keys, until it is interrupted: REVISION, PUT or DELETE, key, value.",
      "Nothing is missed between two lines; --from goes on after an earlier watch.",
    })
final class KvWatchCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(names = "--key", paramLabel = "KEY", description = "One key.")
  private Optional<String> key = Optional.empty();

  @Mixin private KeyRangeOptions range;

  @Option(
      names = "--from",
      paramLabel = "REVISION",
      description = "The first to print; what comes from now on when it is left out.")
  private Optional<Long> from = Optional.empty();

  @Option(names = "--count", paramLabel = "N", description = "End after so many.")
  private Optional<Integer> count = Optional.empty();

  KvWatchCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = target.lookup(environment).api();
    String path =
        target.path(environment)
            + "/kv?watch=true&wait=20s"
            + KeyRangeOptions.parameter("key", key)
            + range.parameters();
    Optional<Long> next = from;
    int printed = 0;
    while (true) {
      String asked = path + KeyRangeOptions.parameter("from", next.map(String::valueOf));
      for (String line : new String(api.getBytes(asked).body(), UTF_8).split("\n", -1)) {
        if (line.isEmpty()) {
          continue;
        }
        JsonNode event = event(line);
        next = Optional.of(event.path("revision").asLong() + 1);
        String type = event.path("type").asText();
        if (type.equals("LOST")) {
          throw new CliException(event.path("message").asText());
        }
        if (!type.equals("END")) {
          print(type, event);
          printed++;
          if (count.isPresent() && printed >= count.get()) {
            return;
          }
        }
      }
    }
  }

  private static JsonNode event(String line) {
    try {
      return Json.mapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new CliException("the operator's answer is not JSON: " + line);
    }
  }

  private void print(String type, JsonNode event) {
    StringBuilder line = new StringBuilder();
    line.append(event.path("revision").asLong()).append('\t').append(type).append('\t');
    line.append(event.path("key").asText());
    if (event.has("value")) {
      line.append('\t')
          .append(new String(Base64.getDecoder().decode(event.path("value").asText()), UTF_8));
    }
    environment.out().println(line);
    environment.out().flush();
  }
}
