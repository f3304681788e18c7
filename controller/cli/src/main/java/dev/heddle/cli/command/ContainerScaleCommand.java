package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle container scale}: changes the number in the spec, which then holds. */
@Command(name = "scale", description = "Sets how many containers of a service should run.")
final class ContainerScaleCommand implements Runnable {

  private static final int TRIES = 5;
  private static final Set<String> OVER = Set.of("Succeeded", "Failed", "Killed");

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Option(
      names = {"-s", "--service"},
      required = true,
      paramLabel = "SERVICE",
      description = "The service.")
  private String service;

  @Mixin private WaitOptions wait;

  @ArgGroup(multiplicity = "1")
  private Wanted wanted;

  /** A number, or a difference. */
  private static final class Wanted {
    @Option(names = "--number", paramLabel = "N", description = "How many; 0 pauses the service.")
    private Integer number;

    @Option(
        names = "--delta",
        paramLabel = "N",
        description = "How many more, or fewer with a minus.")
    private Integer delta;
  }

  ContainerScaleCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = target.lookup(environment).api();
    ResourceKey key = Lookup.key(Kinds.APPLICATION, target.find(environment));
    int count = scale(api, Paths.item(Kinds.APPLICATION, key), key.name());
    if (wait.wanted()) {
      new Wait(api, environment, wait.limit())
          .until(Kinds.APPLICATION, key, "scaled to " + count, now -> isScaled(now, count, key));
    }
    environment.out().println(service + " of " + key.name() + " is scaled to " + count);
    environment.out().flush();
  }

  /** The newest spec has been looked at, and that many containers are ready, and no other is. */
  private boolean isScaled(JsonNode application, int count, ResourceKey key) {
    if (application.isMissingNode()) {
      throw new CliException(key + " was deleted meanwhile");
    }
    if (application.at("/status/observedGeneration").asLong()
        < application.at("/metadata/generation").asLong()) {
      return false;
    }
    for (JsonNode each : application.at("/status/services")) {
      if (each.path("name").asText().equals(service)) {
        return each.path("desired").asInt() == count
            && each.path("ready").asInt() == count
            && live(each) == count;
      }
    }
    return count == 1 && application.at("/status/phase").asText().equals("Ready");
  }

  private static long live(JsonNode service) {
    long live = 0;
    for (JsonNode instance : service.path("instances")) {
      live += OVER.contains(instance.path("state").asText()) ? 0 : 1;
    }
    return live;
  }

  /** On the version that was read, so that two differences at a time both count. */
  private int scale(ApiClient api, String path, String name) {
    for (int attempt = 1; ; attempt++) {
      ObjectNode application = api.get(path);
      int count = count(application, name);
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch
          .putObject("metadata")
          .put("resourceVersion", application.at("/metadata/resourceVersion").asText());
      patch.putObject("spec").putObject("services").putObject(service).put("instances", count);
      try {
        api.patch(path, patch);
        return count;
      } catch (ApiFailure e) {
        if (!e.isConflict() || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private int count(JsonNode application, String name) {
    JsonNode services = application.path("spec").path("services");
    if (!services.has(service)) {
      List<String> names = new ArrayList<>();
      services.fieldNames().forEachRemaining(names::add);
      throw new CliException(
          "application " + name + " has no service " + service,
          "it has " + String.join(", ", names));
    }
    int count =
        wanted.number != null
            ? wanted.number
            : services.path(service).path("instances").asInt(1) + wanted.delta;
    if (count < 0) {
      throw new CliException(
          "service " + service + " cannot have " + count + " containers", "0 or more are possible");
    }
    if (application.at("/status/services").isEmpty()
        && services.size() == 1
        && count != 1
        && application.at("/status/phase").asText().equals("Ready")) {
      environment.progress(
          name
              + " runs in its application master's container: it starts anew, with containers for"
              + " its service");
    }
    return count;
  }
}
