package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.client.Watch;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TreeText;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle get}. */
@Command(
    name = "get",
    description = "Shows objects.",
    footer = {
      "",
      "Examples:",
      "  heddle get notebooks -A             all notebooks",
      "  heddle get nb -n team-a -w          one namespace's, and every change as it happens",
      "  heddle get notebook churn -o yaml   one, whole",
      "  heddle get notebooks,applications   both",
      "  heddle get all -A -l team=red       notebooks, applications and sources by label",
    })
final class GetCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "notebooks, applications, sources, cleanuppolicies, namespaces, events, secrets or all;"
              + " several with commas between them; also KIND/NAME.")
  private String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "[NAMESPACE/]NAME.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "In all namespaces.")
  private boolean allNamespaces;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on showing changes.")
  private boolean watch;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "By labels: a=b, a!=b, a in (b,c), a, !a.")
  private Optional<String> selector = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, wide, yaml, json or name.")
  private OutputFormat output;

  GetCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    int slash = kind.indexOf('/');
    if (slash > 0 && name.isEmpty()) {
      name = Optional.of(kind.substring(slash + 1));
      kind = kind.substring(0, slash);
    }
    ApiClient api = server.client(environment);
    List<ResourceType<?>> types = types();
    if (types.size() > 1) {
      several(api, types);
    } else if (name.isPresent()) {
      one(api, types.get(0), name.orElseThrow());
    } else {
      list(api, types.get(0), true);
    }
  }

  /** Those that are asked for, each once. */
  private List<ResourceType<?>> types() {
    Set<ResourceType<?>> types = new LinkedHashSet<>();
    for (String word : kind.split(",", -1)) {
      if (word.equals("all")) {
        types.addAll(List.of(Kinds.NOTEBOOK, Kinds.APPLICATION, Kinds.SOURCE));
      } else {
        types.add(Lookup.kind(word));
      }
    }
    return List.copyOf(types);
  }

  private void several(ApiClient api, List<ResourceType<?>> types) {
    if (watch) {
      throw new UsageException("-w goes on with one kind, found several: " + kind);
    }
    if (output.isTable()) {
      for (ResourceType<?> type : types) {
        if (name.isPresent()) {
          one(api, type, name.orElseThrow());
        } else {
          list(api, type, false);
        }
      }
      return;
    }
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (ResourceType<?> type : types) {
      List<JsonNode> found = new ArrayList<>();
      name.ifPresentOrElse(
          reference -> found.add(server.lookup(environment).find(type, reference)),
          () -> api.get(path(type)).path("items").forEach(found::add));
      if (output == OutputFormat.NAME) {
        found.forEach(item -> print(type, item));
      }
      items.addAll(found);
    }
    if (output != OutputFormat.NAME) {
      print(types.get(0), wrapped(items));
    }
  }

  private void one(ApiClient api, ResourceType<?> type, String reference) {
    ObjectNode object = server.lookup(environment).find(type, reference);
    String namespace = Lookup.key(type, object).namespace();
    String path =
        Paths.collection(type, namespace)
            + "?"
            + Paths.parameter(
                "fieldSelector", "metadata.name=" + object.at("/metadata/name").asText());
    if (output.isTable()) {
      TableView view = new TableView(environment, output == OutputFormat.WIDE, false);
      JsonNode table = api.table(path);
      view.add(table);
      view.print();
      follow(api, path, table, type, Optional.of(view));
    } else {
      print(type, object);
      follow(api, path, object, type, Optional.empty());
    }
  }

  private String namespace(ResourceType<?> type) {
    return allNamespaces || !type.namespaced()
        ? ""
        : server.namespace(environment).orElse(ServerOptions.DEFAULT_NAMESPACE);
  }

  private String path(ResourceType<?> type) {
    return Paths.collection(type, namespace(type))
        + selector.map(s -> "?" + Paths.parameter("labelSelector", s)).orElse("?");
  }

  private void list(ApiClient api, ResourceType<?> type, boolean alone) {
    String namespace = namespace(type);
    String path = path(type);
    if (!output.isTable()) {
      ObjectNode list = api.get(path);
      printList(type, list);
      follow(api, path, list, type, Optional.empty());
      return;
    }
    boolean withNamespace = namespace.isEmpty() && type.namespaced();
    TableView view = new TableView(environment, output == OutputFormat.WIDE, withNamespace);
    JsonNode table = api.table(path);
    view.add(table);
    if (!view.isEmpty()) {
      view.print();
      if (!alone) {
        environment.out().println();
      }
    } else if (alone) {
      nothing(api, type, namespace);
    }
    follow(api, path, table, type, Optional.of(view));
  }

  private void nothing(ApiClient api, ResourceType<?> type, String namespace) {
    String where = namespace.isEmpty() ? "" : " in the namespace " + namespace;
    environment.err().println("no " + type.plural() + where);
    if (!namespace.isEmpty() && selector.isEmpty()) {
      int elsewhere = api.get(Paths.collection(type, "")).path("items").size();
      if (elsewhere > 0) {
        environment.err().println("Hint: -A shows those of all namespaces, " + elsewhere);
      }
    }
  }

  private void printList(ResourceType<?> type, ObjectNode list) {
    JsonNode items = list.path("items");
    if (output == OutputFormat.NAME) {
      items.forEach(item -> print(type, item));
      return;
    }
    ArrayNode whole = JsonNodeFactory.instance.arrayNode();
    items.forEach(whole::add);
    print(type, wrapped(whole));
  }

  private static ObjectNode wrapped(ArrayNode items) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", "v1").put("kind", "List").set("items", items);
    return list;
  }

  private void print(ResourceType<?> type, JsonNode tree) {
    withoutAccounts(tree);
    tree.path("items").forEach(GetCommand::withoutAccounts);
    switch (output) {
      case YAML -> environment.out().print(TreeText.yaml(tree));
      case NAME ->
          environment.out().println(Lookup.shortName(type, tree.at("/metadata/name").asText()));
      case JSON, TABLE, WIDE -> environment.out().println(TreeText.json(tree));
    }
    environment.out().flush();
  }

  /** Who owns which field is for programs: people see the object, as kubectl shows it. */
  private static void withoutAccounts(JsonNode object) {
    if (object.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
  }

  /** Shows changes until interrupted, across the ends of single watches. */
  private void follow(
      ApiClient api, String path, JsonNode from, ResourceType<?> type, Optional<TableView> view) {
    String version = from.path("metadata").path("resourceVersion").asText();
    while (watch) {
      try (Watch changes =
          api.watch(path + "&watch=true&resourceVersion=" + version, view.isPresent())) {
        for (Optional<Watch.Event> next = changes.next(); next.isPresent(); next = changes.next()) {
          JsonNode object = next.orElseThrow().object();
          version = object.at("/metadata/resourceVersion").asText(version);
          view.ifPresentOrElse(
              table -> {
                table.add(object);
                table.print();
              },
              () -> print(type, object));
        }
      } catch (ApiFailure e) {
        if (e.code() != 410) {
          throw e;
        }
        version = api.get(path).at("/metadata/resourceVersion").asText();
      }
      if (environment.out().checkError()) {
        throw new CliException("nobody reads the output any more");
      }
    }
  }
}
