package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.ApiFailure;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.yaml.Manifest;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle application submit}. */
@Command(
    name = "submit",
    description = {
      "Submits an application once and prints its id on YARN.",
      "FILE is a Skein specification or an Application. Each call makes a new application: when the",
      "name is taken, a suffix is added. With --wait, returns when it has ended, with exit code 1",
      "unless it succeeded.",
    },
    footer = {"", "Examples:", "  heddle application submit jupyter-demo.yaml"})
final class SubmitCommand implements Callable<Integer> {

  private static final Set<String> ENDED = Set.of("Stopped", "Succeeded", "Failed");
  private static final int NAMES_TRIED = 10;
  private static final int LONGEST_NAME = 57;

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private WaitOptions wait;

  @Option(
      names = "--run-in",
      paramLabel = "WHERE",
      description =
          "Where the only instance of the only service runs, whatever the specification says:"
              + " ApplicationMaster or Container.")
  private Optional<RunIn> runIn = Optional.empty();

  @Parameters(paramLabel = "FILE", description = "The specification, or - .")
  private String file;

  /** As the specification says it. */
  enum RunIn {
    ApplicationMaster,
    Container
  }

  SubmitCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public Integer call() {
    ManifestFiles.Content content = new ManifestFiles(environment).readClean(List.of(file)).get(0);
    List<Manifest> manifests = content.report().manifests();
    if (manifests.size() != 1 || !manifests.get(0).type().equals(Kinds.APPLICATION)) {
      throw new CliException(
          file + " does not hold exactly one application",
          "heddle apply -f takes files with any resources");
    }
    Manifest manifest = manifests.get(0);
    if (manifest.key().namespace().isEmpty()) {
      manifest =
          manifest.withNamespace(
              server.namespace(environment).orElse(ServerOptions.DEFAULT_NAMESPACE));
    }
    ObjectNode object =
        new LocalFileUpload(environment, false).resolve(manifest, content.directory());
    runIn.ifPresent(where -> object.withObject("/spec").put("runIn", where.name()));
    if (object.at("/spec/schedule").isObject()) {
      // Who submits something wants it now, whatever its working hours are.
      object
          .withObject("/metadata/annotations")
          .put(
              Annotations.STARTED_AT,
              environment.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    ApiClient api = server.client(environment);
    ResourceKey key = create(api, manifest.key(), object);
    Wait waiting = new Wait(api, environment, wait.limit());
    JsonNode submitted = waiting.until(Kinds.APPLICATION, key, "submitted", o -> isSettled(key, o));
    if (!isSubmitted(submitted)) {
      throw new CliException(
          key + " was not submitted" + Conditions.because(submitted),
          "heddle describe application " + key.name() + " says more");
    }
    environment.out().println(submitted.at("/status/run/applicationId").asText());
    environment.out().flush();
    return wait.wanted() ? outcome(waiting, key) : 0;
  }

  private ResourceKey create(ApiClient api, ResourceKey wanted, ObjectNode object) {
    ResourceKey key = wanted;
    for (int attempt = 1; ; attempt++) {
      ObjectNode named = object.deepCopy();
      named.withObject("/metadata").put("name", key.name());
      try {
        api.post(Paths.collection(Kinds.APPLICATION, key.namespace()), named);
        return key;
      } catch (ApiFailure e) {
        if (!e.reason().equals("AlreadyExists") || attempt == NAMES_TRIED) {
          throw e;
        }
        key = Kinds.APPLICATION.key(wanted.namespace(), withSuffix(wanted.name()));
      }
    }
  }

  private String withSuffix(String name) {
    String stem = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    return String.format(Locale.ROOT, "%s-%05x", stem, environment.random().nextInt(1 << 20));
  }

  private static boolean isSubmitted(JsonNode application) {
    return application.at("/status/run/submitted").asBoolean(false);
  }

  /** Submitted, or known not to become so without a change. */
  private static boolean isSettled(ResourceKey key, JsonNode application) {
    if (application.isMissingNode()) {
      throw new CliException(key + " was deleted meanwhile");
    }
    return isSubmitted(application)
        || Conditions.isStalled(application)
        || application.at("/status/phase").asText("").equals("Failed");
  }

  private int outcome(Wait waiting, ResourceKey key) {
    JsonNode ended =
        waiting.until(
            Kinds.APPLICATION,
            key,
            "ended",
            object ->
                object.isMissingNode() || ENDED.contains(object.at("/status/phase").asText("")));
    String phase = ended.at("/status/phase").asText("gone");
    environment.err().println(key.name() + ": " + phase + Conditions.because(ended));
    return phase.equals("Succeeded") ? 0 : 1;
  }
}
