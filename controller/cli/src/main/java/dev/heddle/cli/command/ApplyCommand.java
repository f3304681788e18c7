package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.yaml.Manifest;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle apply}. */
@Command(
    name = "apply",
    description = {
      "Creates what manifest files declare, or changes it to what they say.",
      "The spec becomes the file's; labels and annotations of others stay. Files of an application",
      "that lie on this machine are uploaded to HDFS, once per content.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle apply -f my-notebook.yaml",
      "  heddle apply -f specs/ -n team-a",
      "  heddle apply -f jupyter-demo.yaml      a Skein specification",
    })
final class ApplyCommand implements Runnable {

  private static final int ATTEMPTS = 5;

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "A file, a directory, or - for standard input; may be repeated.")
  private List<String> places = List.of();

  @Option(names = "--dry-run", description = "Only show what would be done; nothing is written.")
  private boolean dryRun;

  ApplyCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    List<ManifestFiles.Content> contents = new ManifestFiles(environment).readClean(places);
    ApiClient api = server.client(environment);
    LocalFileUpload upload = new LocalFileUpload(environment, dryRun);
    for (ManifestFiles.Content content : contents) {
      for (Manifest manifest : content.report().manifests()) {
        Manifest placed = placed(manifest, server.namespace);
        ObjectNode object = upload.resolve(placed, content.directory());
        String outcome = apply(api, placed.type(), placed.key(), object);
        environment
            .out()
            .println(
                Lookup.shortName(placed.type(), placed.key().name())
                    + " "
                    + outcome
                    + (dryRun ? " (dry run)" : ""));
        environment.out().flush();
      }
    }
  }

  /** In the namespace that the manifest names, or the chosen one. */
  private Manifest placed(Manifest manifest, Optional<String> chosen) {
    if (!manifest.type().namespaced()) {
      return manifest;
    }
    String declared = manifest.key().namespace();
    if (declared.isEmpty()) {
      return manifest.withNamespace(
          server.namespace(environment).orElse(ServerOptions.DEFAULT_NAMESPACE));
    }
    if (chosen.isPresent() && !chosen.orElseThrow().equals(declared)) {
      throw new CliException(
          manifest.key() + " is declared in the namespace " + declared + ", not in the one of -n",
          "leave out -n, or the namespace in " + manifest.file());
    }
    return manifest;
  }

  private String apply(ApiClient api, ResourceType<?> type, ResourceKey key, ObjectNode declared) {
    String item = Paths.item(type, key);
    String suffix = dryRun ? "?dryRun=All" : "";
    for (int attempt = 1; ; attempt++) {
      Optional<ObjectNode> existing = api.find(item);
      try {
        if (existing.isEmpty()) {
          api.post(Paths.collection(type, key.namespace()) + suffix, declared);
          return "created";
        }
        ObjectNode before = existing.orElseThrow();
        ObjectNode after = api.put(item + suffix, merged(before, declared));
        return after.equals(before) ? "unchanged" : "configured";
      } catch (ApiFailure e) {
        boolean overtaken = e.isConflict() || e.reason().equals("AlreadyExists");
        if (!overtaken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** What is there, with the spec of the file and its labels and annotations on top. */
  static ObjectNode merged(ObjectNode existing, ObjectNode declared) {
    ObjectNode result = existing.deepCopy();
    declared
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("metadata") && !field.getKey().equals("status")) {
                result.set(field.getKey(), field.getValue());
              }
            });
    for (String kind : List.of("labels", "annotations")) {
      JsonNode values = declared.path("metadata").path(kind);
      values
          .properties()
          .forEach(
              value ->
                  result.withObject("/metadata/" + kind).set(value.getKey(), value.getValue()));
    }
    return result;
  }
}
