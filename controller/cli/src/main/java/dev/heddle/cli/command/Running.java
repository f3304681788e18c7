package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What start, stop and restart share: which object, and how its intent is changed. */
abstract class Running implements Runnable {

  private static final Set<String> ENDED = Set.of("Stopped", "Succeeded", "Failed");

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private WaitOptions wait;

  @Parameters(
      paramLabel = "[KIND/]NAME",
      description = "A notebook's name, [NAMESPACE/]NAME, or application/NAME.")
  private String reference;

  Running(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /** What is asked. */
  enum Intent {
    START("started"),
    STOP("stopped"),
    RESTART("restarted");

    private final String done;

    Intent(String done) {
      this.done = done;
    }
  }

  final void change(Intent intent) {
    ApiClient api = server.client(environment);
    Target found = Target.find(server.lookup(environment), reference);
    ResourceType<?> type = found.type();
    ObjectNode before = found.object();
    ResourceKey key = found.key();
    api.patch(Paths.item(type, key), patch(intent, before));
    if (wait.wanted()) {
      await(api, type, key, intent, before);
    }
    environment
        .out()
        .println(
            Lookup.shortName(type, key.name())
                + (wait.wanted() ? " " + intent.done : " will be " + intent.done));
    note(intent, before).ifPresent(environment.out()::println);
    environment.out().flush();
  }

  private Optional<String> note(Intent intent, JsonNode before) {
    return switch (intent) {
      case START, RESTART -> HoursNote.afterStart(before, environment.clock().instant());
      case STOP -> HoursNote.afterStop(before, reference);
    };
  }

  private ObjectNode patch(Intent intent, JsonNode before) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("suspend", intent == Intent.STOP);
    if (intent == Intent.RESTART || (intent == Intent.START && isEnded(before))) {
      patch
          .withObject("/metadata/annotations")
          .put(
              Annotations.RESTARTED_AT,
              environment.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }
    if (intent == Intent.START && before.at("/spec/schedule").isObject()) {
      patch
          .withObject("/metadata/annotations")
          .put(
              Annotations.STARTED_AT,
              environment.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    return patch;
  }

  private void await(
      ApiClient api, ResourceType<?> type, ResourceKey key, Intent intent, JsonNode before) {
    boolean stop = intent == Intent.STOP;
    String runBefore = run(before);
    boolean fresh = intent == Intent.RESTART || isEnded(before);
    JsonNode after =
        new Wait(api, environment, wait.limit())
            .until(
                type,
                key,
                stop ? "stopped" : "ready",
                object -> {
                  if (object.isMissingNode()) {
                    throw new CliException(key + " was deleted meanwhile");
                  }
                  if (stop) {
                    return isEnded(object);
                  }
                  boolean newRun = !run(object).equals(runBefore);
                  String phase = phase(object);
                  boolean stuck =
                      Conditions.isStalled(object)
                          && !object.path("status").equals(before.path("status"));
                  return (phase.equals("Ready") && (newRun || !fresh))
                      || (ENDED.contains(phase) && newRun)
                      || stuck;
                });
    if (!stop && !phase(after).equals("Ready")) {
      throw new CliException(
          key + " does not run (" + phase(after) + ")" + Conditions.because(after),
          "heddle logs " + key.name() + " shows what it printed");
    }
  }

  private static boolean isEnded(JsonNode object) {
    return ENDED.contains(phase(object));
  }

  private static String phase(JsonNode object) {
    return object.at("/status/phase").asText("");
  }

  /** The application on YARN that the status speaks of. */
  private static String run(JsonNode object) {
    return object
        .at("/status/applicationId")
        .asText(object.at("/status/run/applicationId").asText(""));
  }
}
