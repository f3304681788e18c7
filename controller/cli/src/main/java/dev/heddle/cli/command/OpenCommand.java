package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Notebooks;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle open}. */
@Command(
    name = "open",
    description = {
      "Prints the URL that opens a notebook, and opens it in the browser on a desktop.",
      "The URL holds the notebook's token: who has it has the notebook.",
    },
    footer = {
      "",
      "Examples:",
      "  heddle open churn",
      "  heddle open churn --wait      as soon as it is ready",
      "  heddle open churn --print     without a browser",
    })
final class OpenCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private WaitOptions wait;

  @Parameters(paramLabel = "NAME", description = "[NAMESPACE/]NAME of a notebook.")
  private String name;

  @Option(names = "--print", description = "Only print the URL.")
  private boolean printOnly;

  OpenCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ApiClient api = server.client(environment);
    ObjectNode found = server.lookup(environment).find(Kinds.NOTEBOOK, name);
    ResourceKey key = Lookup.key(Kinds.NOTEBOOK, found);
    JsonNode notebook =
        wait.wanted()
            ? new Wait(api, environment, wait.limit())
                .until(Kinds.NOTEBOOK, key, "ready", n -> isReady(n) || Conditions.isStalled(n))
            : found;
    if (!isReady(notebook)) {
      throw new CliException(
          "the notebook "
              + key.name()
              + " is not ready ("
              + notebook.at("/status/phase").asText("Pending")
              + ")"
              + Conditions.because(notebook),
          "heddle open " + key.name() + " --wait waits for it");
    }
    String url =
        withToken(
            notebook.at("/status/url").asText(),
            new Notebooks(api).token(key.namespace(), key.name()).orElse(""));
    environment.out().println(url);
    environment.out().flush();
    if (!printOnly && Browser.isAvailable(environment)) {
      try {
        Browser.open(environment, key, url);
      } catch (IOException e) {
        environment.err().println("no browser could be opened (" + e.getMessage() + ")");
      }
    }
  }

  private static boolean isReady(JsonNode notebook) {
    return notebook.at("/status/phase").asText("").equals("Ready")
        && !notebook.at("/status/url").asText("").isEmpty();
  }

  static String withToken(String url, String token) {
    if (token.isEmpty()) {
      return url;
    }
    return url + (url.contains("?") ? "&" : "?") + Paths.parameter("token", token);
  }
}
