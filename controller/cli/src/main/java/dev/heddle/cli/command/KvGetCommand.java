package dev.heddle.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle kv get}. */
@Command(name = "get", description = "Prints a value and a line break.")
final class KvGetCommand implements Runnable {

  private static final Set<String> ENDED = Set.of("Stopped", "Succeeded", "Failed");
  private static final Duration NEVER = Duration.ofDays(3650);

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(names = "--key", required = true, paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(names = "--wait", description = "Wait until the key is set.")
  private boolean wait;

  KvGetCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = target.lookup(environment).api();
    ResourceKey application = Lookup.key(Kinds.APPLICATION, target.find(environment));
    String value = Paths.item(Kinds.APPLICATION, application) + "/kv/" + Paths.segment(key);
    byte[] bytes = wait ? await(api, application, value) : now(api, value);
    environment.out().println(new String(bytes, UTF_8));
    environment.out().flush();
  }

  private byte[] now(ApiClient api, String value) {
    try {
      return api.getBytes(value).body();
    } catch (ApiFailure e) {
      if (e.isNotFound()) {
        throw new CliException(
            "the key '" + key + "' is not set",
            "heddle kv ls " + target.id() + " lists the keys, --wait waits for this one",
            e);
      }
      throw e;
    }
  }

  /** Until the key is set, the application starting meanwhile, or over. */
  private byte[] await(ApiClient api, ResourceKey application, String value) {
    while (true) {
      String before = phase(running(api, application));
      try {
        return api.getBytes(value + "?wait=30s").body();
      } catch (ApiFailure e) {
        boolean starting = e.isConflict() || e.reason().equals("ServiceUnavailable");
        if (!e.isNotFound() && !starting) {
          throw e;
        }
        if (starting) {
          // Asked again when it has come further, and every few seconds besides.
          awaitChange(api, application, before);
        }
      }
    }
  }

  private JsonNode running(ApiClient api, ResourceKey application) {
    JsonNode object = api.get(Paths.item(Kinds.APPLICATION, application));
    if (ENDED.contains(phase(object))) {
      throw new CliException(
          application + " has ended (" + phase(object) + "), so the key will not be set",
          "heddle application logs " + application.name() + " shows what it printed");
    }
    return object;
  }

  private void awaitChange(ApiClient api, ResourceKey application, String before) {
    new Wait(api, environment, NEVER)
        .untilOrPause(
            Kinds.APPLICATION,
            application,
            Duration.ofSeconds(2),
            object -> object.isMissingNode() || !phase(object).equals(before));
  }

  private static String phase(JsonNode object) {
    return object.at("/status/phase").asText("");
  }
}
