package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle events}. */
@Command(
    name = "events",
    description = "Shows what happened, the newest last.",
    footer = {
      "",
      "Examples:",
      "  heddle events                 everything",
      "  heddle events churn           one notebook, and its application",
      "  heddle events -n team-a",
    })
final class EventsCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "[NAMESPACE/]NAME of an object.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "In all namespaces, whatever is configured.")
  private boolean allNamespaces;

  EventsCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = server.client(environment);
    String reference = name.orElse("");
    int slash = reference.indexOf('/');
    String namespace =
        slash >= 0
            ? reference.substring(0, slash)
            : allNamespaces ? "" : server.namespace(environment).orElse("");
    String about = reference.substring(slash + 1);
    String path =
        Paths.collection(Kinds.EVENT, namespace)
            + "?includeObject=Object"
            + (about.isEmpty()
                ? ""
                : "&" + Paths.parameter("fieldSelector", "involvedObject.name=" + about));
    ObjectNode table = ordered(api.table(path));
    if (table.path("rows").isEmpty()) {
      environment.err().println("no events" + (about.isEmpty() ? "" : " about " + about));
      return;
    }
    TableView view = new TableView(environment, false, namespace.isEmpty());
    view.add(table);
    view.print();
  }

  private static ObjectNode ordered(ObjectNode table) {
    List<JsonNode> rows = new ArrayList<>();
    table.path("rows").forEach(rows::add);
    rows.sort(Comparator.comparing(row -> row.at("/object/lastTimestamp").asText("")));
    ArrayNode ordered = table.putArray("rows");
    rows.forEach(ordered::add);
    return table;
  }
}
