package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle logs}. */
@Command(
    name = "logs",
    description = {
      "Prints what a notebook's or an application's process has printed: from its node while it",
      "runs, and once it has ended from what YARN has collected, which may take some seconds.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle logs churn",
      "  heddle logs churn --tail 50 -f       the last lines, and what follows",
      "  heddle logs application/etl",
      "  heddle logs churn --since 10m        the last ten minutes",
      "  heddle logs churn --previous         before it was started again",
      "  heddle logs application/etl --container worker_3",
      "  heddle logs application/etl --all-containers -f",
    })
final class LogsCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Parameters(
      paramLabel = "[KIND/]NAME",
      description = "A notebook's name, application/NAME, or an application's id on YARN.")
  private String reference;

  @Mixin private LogOptions options;

  LogsCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    Lookup lookup = server.lookup(environment);
    JsonNode application = application(lookup);
    new LogText(environment, lookup.api()).print(application, options);
  }

  private JsonNode application(Lookup lookup) {
    int slash = reference.indexOf('/');
    if (slash > 0) {
      String kind = reference.substring(0, slash);
      String name = reference.substring(slash + 1);
      if (Kinds.byAnyName(kind).filter(Kinds.APPLICATION::equals).isPresent()) {
        return lookup.application(name);
      }
      if (Kinds.byAnyName(kind).filter(Kinds.NOTEBOOK::equals).isPresent()) {
        return ofNotebook(lookup, name);
      }
    }
    return reference.startsWith("application_")
        ? lookup.application(reference)
        : ofNotebook(lookup, reference);
  }

  private static JsonNode ofNotebook(Lookup lookup, String name) {
    JsonNode notebook = lookup.find(Kinds.NOTEBOOK, name);
    String id = notebook.at("/status/applicationId").asText("");
    if (id.isEmpty()) {
      throw new CliException(
          "the notebook " + name + " has not been started yet" + Conditions.because(notebook),
          "heddle describe notebook " + name + " says what it waits for");
    }
    return lookup.application(id);
  }
}
