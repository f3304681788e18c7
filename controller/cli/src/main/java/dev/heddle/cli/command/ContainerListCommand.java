package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import dev.heddle.crd.quantity.Age;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle container ls}. */
@Command(
    name = "ls",
    aliases = "list",
    description = "Lists containers, those that are over only with -a or --state.")
final class ContainerListCommand implements Runnable {

  private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "KILLED");

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Mixin private OutputOptions output;

  @Option(
      names = {"-a", "--all"},
      description = "Also those that are over.")
  private boolean all;

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "Only of this service; may be repeated.")
  private List<String> services = List.of();

  @Option(
      names = {"-s", "--state"},
      paramLabel = "STATE",
      description = "Only in this state, such as RUNNING; may be repeated.")
  private List<String> states = List.of();

  ContainerListCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode items =
        target
            .lookup(environment)
            .api()
            .get(target.path(environment) + "/containers")
            .path("items");
    List<String> wanted = states.stream().map(s -> s.toUpperCase(Locale.ROOT)).toList();
    ArrayNode shown = JsonNodeFactory.instance.arrayNode();
    for (JsonNode item : items) {
      String state = state(item);
      boolean ofState = wanted.isEmpty() ? all || !OVER.contains(state) : wanted.contains(state);
      if (ofState && (services.isEmpty() || services.contains(item.path("service").asText()))) {
        shown.add(item);
      }
    }
    if (!output.print(environment, list(shown))) {
      table(shown).print(environment.out(), environment.colors(), true);
      environment.out().flush();
    }
  }

  private static ObjectNode list(ArrayNode items) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.set("items", items);
    return list;
  }

  private TextTable table(ArrayNode items) {
    TextTable table =
        new TextTable("SERVICE", "ID", "STATE", "RUNTIME", "RESTARTS", "NODE", "CONTAINER_ID");
    for (JsonNode item : items) {
      table.add(
          item.path("service").asText(),
          item.path("id").asText(),
          state(item),
          since(item),
          item.path("restarts").asText("0"),
          item.path("host").asText(""),
          item.path("containerId").asText(""));
    }
    return table;
  }

  private static String state(JsonNode item) {
    return item.path("state").asText().toUpperCase(Locale.ROOT);
  }

  private String since(JsonNode item) {
    try {
      return Age.format(
          Duration.between(
              Instant.parse(item.path("since").asText("")), environment.clock().instant()));
    } catch (DateTimeParseException e) {
      return "";
    }
  }
}
