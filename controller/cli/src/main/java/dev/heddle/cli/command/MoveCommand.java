package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.application.Terms;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle application mv}: changes the queue in the spec, which then holds. */
@Command(
    name = "mv",
    aliases = "move",
    description = {
      "Moves an application to another queue, without a restart while it runs.",
      "A notebook's application is moved in the notebook's own spec."
    },
    footer = {
      "",
      "Examples:",
      "  heddle application mv application_1700000000000_0001 research",
      "  heddle application mv team-a/churn research --wait",
    })
final class MoveCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Parameters(index = "1", paramLabel = "QUEUE", description = "The queue to move it to.")
  private String queue;

  @Mixin private WaitOptions wait;

  MoveCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = target.lookup(environment).api();
    ObjectNode application = target.find(environment);
    ResourceKey key = Lookup.key(Kinds.APPLICATION, application);
    ResourceType<?> declared = declaredBy(application);
    String path = Paths.item(declared, declared.key(key.namespace(), key.name()));
    refuseDeclared(declared.equals(Kinds.APPLICATION) ? application : api.get(path));
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("queue", queue);
    api.patch(path, patch);
    if (wait.wanted()) {
      JsonNode after =
          new Wait(api, environment, wait.limit())
              .until(Kinds.APPLICATION, key, "moved to queue " + queue, this::isAnswered);
      refusal(after);
    }
    environment
        .out()
        .println(key.name() + (wait.wanted() ? " is in queue " : " will be in queue ") + queue);
    environment.out().flush();
  }

  /** What a notebook declares is changed where it is declared. */
  private static ResourceType<?> declaredBy(JsonNode application) {
    for (JsonNode owner : application.at("/metadata/ownerReferences")) {
      if (owner.path("controller").asBoolean()
          && owner.path("kind").asText().equals(Kinds.NOTEBOOK.kind())) {
        return Kinds.NOTEBOOK;
      }
    }
    return Kinds.APPLICATION;
  }

  /** A source puts back what its file says. */
  private void refuseDeclared(JsonNode object) {
    JsonNode annotations = object.at("/metadata/annotations");
    String source = annotations.path(Annotations.SOURCE).asText("");
    String fields = annotations.path(Annotations.DECLARED_FIELDS).asText("");
    if (!source.isEmpty() && fields.contains("\"queue\"")) {
      throw new CliException(
          "the queue of "
              + target.id()
              + " is declared by source "
              + source
              + ", file "
              + annotations.path(Annotations.SOURCE_PATH).asText("?"),
          "change it there: the source would put it back");
    }
  }

  /** YARN has been asked for this queue, or there is nothing that could be moved. */
  private boolean isAnswered(JsonNode application) {
    if (application.isMissingNode()) {
      throw new CliException(target.id() + " was deleted meanwhile");
    }
    boolean wanted = application.at("/spec/queue").asText(Terms.DEFAULT_QUEUE).equals(queue);
    boolean looked =
        application.at("/status/observedGeneration").asLong()
            >= application.at("/metadata/generation").asLong();
    boolean runs =
        application.at("/status").hasNonNull("run")
            && !application.at("/status").hasNonNull("finishedAt");
    return wanted
        && looked
        && (!runs || application.at("/status/run/terms/queue").asText().equals(queue));
  }

  private void refusal(JsonNode application) {
    for (JsonNode condition : application.at("/status/conditions")) {
      if (condition.path("type").asText().equals("TermsGranted")
          && condition.path("status").asText().equals("False")
          && (condition.path("reason").asText().equals("TermsRefused")
              || condition.path("message").asText().contains("queue " + queue + " was asked"))) {
        throw new CliException(
            target.id() + " was not moved: " + condition.path("message").asText(),
            "heddle queues lists the queues, heddle events says what YARN answered");
      }
    }
  }
}
