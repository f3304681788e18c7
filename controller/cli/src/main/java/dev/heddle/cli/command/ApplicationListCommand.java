package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import dev.heddle.crd.json.Kinds;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle application ls}. */
@Command(
    name = "ls",
    aliases = "list",
    description = "Lists applications, those that are over only with -a or -s.")
final class ApplicationListCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Option(
      names = {"-a", "--all"},
      description = "Also those that are over.")
  private boolean all;

  @Option(
      names = {"-s", "--state"},
      paramLabel = "STATE",
      description = "Only of this state, such as RUNNING; may be repeated.")
  private List<String> states = List.of();

  @Mixin private ApplicationFilter filter;

  ApplicationListCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    String namespace = server.namespace(environment).orElse("");
    JsonNode items =
        server
            .client(environment)
            .get(Paths.collection(Kinds.APPLICATION, namespace))
            .path("items");
    List<String> wanted = states.stream().map(s -> s.toUpperCase(Locale.ROOT)).toList();
    TextTable table = ApplicationRow.table();
    for (JsonNode item : items) {
      ApplicationRow row = ApplicationRow.of(item, environment.clock().instant());
      boolean taken = filter.takes(item);
      if (taken && (wanted.isEmpty() ? all || !row.isOver() : wanted.contains(row.state()))) {
        row.addTo(table);
      }
    }
    table.print(environment.out(), environment.colors(), true);
    environment.out().flush();
  }
}
