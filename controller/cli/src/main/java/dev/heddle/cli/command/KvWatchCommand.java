package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
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

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  /** The revision to go on with. */
  private Optional<Long> next = Optional.empty();

  private int printed;

  KvWatchCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    Lookup lookup = target.lookup(environment);
    ObjectNode application = target.find(environment);
    String path =
        Lookup.path(Kinds.APPLICATION, application)
            + "/kv?watch=true"
            + KeyRangeOptions.parameter("key", key)
            + range.parameters();
    next = from;
    Instant heard = environment.clock().instant();
    while (true) {
      Optional<Long> before = next;
      try {
        if (follow(lookup.api(), path)) {
          return;
        }
      } catch (ApiFailure e) {
        // The agent is being started again, or the application's next attempt: it remembers.
        Duration silence = Duration.between(heard, environment.clock().instant());
        if (!e.reason().equals("ServiceUnavailable") || silence.compareTo(PATIENCE) >= 0) {
          throw e;
        }
      }
      if (before.equals(next)) {
        pause(lookup, application);
      } else {
        heard = environment.clock().instant();
      }
    }
  }

  private void pause(Lookup lookup, ObjectNode application) {
    new Wait(lookup.api(), environment, PATIENCE)
        .untilOrPause(
            Kinds.APPLICATION,
            Lookup.key(Kinds.APPLICATION, application),
            Duration.ofSeconds(1),
            object -> false);
  }

  /** Prints what one stream brings; whether that was all that was wanted. */
  private boolean follow(ApiClient api, String path) {
    String asked = path + KeyRangeOptions.parameter("from", next.map(String::valueOf));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(api.stream(asked), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && isEnough(event(line))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // It broke off: the next stream goes on after what has been printed.
    }
  }

  private boolean isEnough(JsonNode event) {
    next = Optional.of(event.path("revision").asLong() + 1);
    String type = event.path("type").asText();
    switch (type) {
      case "LOST" -> throw new CliException(event.path("message").asText());
      case "PUT", "DELETE" -> {
        print(type, event);
        printed++;
      }
      default -> {
        // READY, ALIVE, END: how far the stream is.
      }
    }
    boolean closed = environment.out().checkError();
    return closed || count.filter(wanted -> printed >= wanted).isPresent();
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
