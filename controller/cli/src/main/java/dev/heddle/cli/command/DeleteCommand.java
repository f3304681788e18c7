package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.yaml.Manifest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle delete}. */
@Command(
    name = "delete",
    description = "Deletes objects; what runs for them is stopped first.",
    footer = {
      "",
      "Examples:",
      "  heddle delete notebook churn",
      "  heddle delete notebook/churn --wait      until nothing of it is left",
      "  heddle delete -f my-notebook.yaml",
      "What a source declares comes back at its next read: remove the file there.",
    })
final class DeleteCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private WaitOptions wait;

  @Parameters(
      arity = "0..*",
      paramLabel = "KIND NAME",
      description = "A kind and names, or KIND/NAME.")
  private List<String> words = List.of();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "What these files declare; a directory, or - for standard input.")
  private List<String> places = List.of();

  @Option(names = "--ignore-not-found", description = "What is not there is no error.")
  private boolean ignoreMissing;

  DeleteCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  private record Target(ResourceType<?> type, ObjectNode object) {}

  @Override
  public void run() {
    if (words.isEmpty() == places.isEmpty()) {
      throw new UsageException("name what to delete: KIND NAME, KIND/NAME or -f FILE");
    }
    Lookup lookup = server.lookup(environment);
    List<Target> targets = words.isEmpty() ? declared(lookup) : named(lookup);
    for (Target target : targets) {
      delete(lookup.api(), target);
    }
  }

  private List<Target> named(Lookup lookup) {
    List<Target> targets = new ArrayList<>();
    int slash = words.get(0).indexOf('/');
    if (slash > 0) {
      for (String word : words) {
        int at = word.indexOf('/');
        if (at < 0) {
          throw new UsageException("'" + word + "' is not of the form KIND/NAME as those before");
        }
        add(targets, lookup, Lookup.kind(word.substring(0, at)), word.substring(at + 1));
      }
      return targets;
    }
    if (words.size() == 1) {
      throw new UsageException("name which " + words.get(0) + " to delete");
    }
    ResourceType<?> type = Lookup.kind(words.get(0));
    words.subList(1, words.size()).forEach(name -> add(targets, lookup, type, name));
    return targets;
  }

  private List<Target> declared(Lookup lookup) {
    List<Target> targets = new ArrayList<>();
    String chosen = server.namespace(environment).orElse(ServerOptions.DEFAULT_NAMESPACE);
    for (Manifest manifest :
        ManifestFiles.manifests(new ManifestFiles(environment).readClean(places))) {
      ResourceKey key = manifest.key();
      String namespace =
          key.namespace().isEmpty() && manifest.type().namespaced() ? chosen : key.namespace();
      String reference = namespace.isEmpty() ? key.name() : namespace + "/" + key.name();
      add(targets, lookup, manifest.type(), reference);
    }
    return targets;
  }

  private void add(List<Target> targets, Lookup lookup, ResourceType<?> type, String reference) {
    try {
      targets.add(new Target(type, lookup.find(type, reference)));
    } catch (CliException e) {
      if (!ignoreMissing) {
        throw e;
      }
    }
  }

  private void delete(ApiClient api, Target target) {
    ResourceKey key = Lookup.key(target.type(), target.object());
    String uid = target.object().at("/metadata/uid").asText();
    JsonNode answer = api.delete(Paths.item(target.type(), key));
    boolean gone = answer.path("kind").asText().equals("Status");
    if (!gone && wait.wanted()) {
      new Wait(api, environment, wait.limit())
          .until(
              target.type(),
              key,
              "gone",
              object -> !object.at("/metadata/uid").asText().equals(uid));
      gone = true;
    }
    environment
        .out()
        .println(
            Lookup.shortName(target.type(), key.name())
                + (gone ? " deleted" : " is stopping and will be gone then"));
    String source = target.object().at("/metadata/annotations").path(Annotations.SOURCE).asText("");
    if (!source.isEmpty()) {
      environment
          .err()
          .println("Note: the source " + source + " declares it: remove its file there too");
    }
    environment.out().flush();
  }
}
