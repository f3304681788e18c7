package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle describe}. */
@Command(
    name = "describe",
    description = "Tells all about one object: state, conditions in words, history, what to do.",
    footer = {
      "",
      "Examples:",
      "  heddle describe notebook churn",
      "  heddle describe nb team-a/churn",
      "  heddle describe source hdfs",
    })
final class DescribeCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Parameters(index = "0", paramLabel = "KIND", description = "The kind, or KIND/NAME.")
  private String kind;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "[NAMESPACE/]NAME.")
  private Optional<String> name = Optional.empty();

  DescribeCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    int slash = kind.indexOf('/');
    String word = slash > 0 && name.isEmpty() ? kind.substring(0, slash) : kind;
    String reference =
        name.orElseGet(
            () -> {
              if (slash <= 0) {
                throw new UsageException("name which " + kind + " to describe");
              }
              return kind.substring(slash + 1);
            });
    ResourceType<?> type = Lookup.kind(word);
    Lookup lookup = server.lookup(environment);
    ObjectNode object = lookup.find(type, reference);
    new Description(environment, type, object).print(events(lookup.api(), type, object));
    environment.out().flush();
  }

  /** Its history, by uid: one that had the name before is another object. */
  private static JsonNode events(ApiClient api, ResourceType<?> type, JsonNode object) {
    ResourceKey key = Lookup.key(type, object);
    return api.get(
            Paths.collection(Kinds.EVENT, key.namespace())
                + "?"
                + Paths.parameter(
                    "fieldSelector", "involvedObject.uid=" + object.at("/metadata/uid").asText()))
        .path("items");
  }
}
