package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.TextTable;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle cleanup plan}. */
@Command(
    name = "plan",
    description = {
      "Shows what policies would stop and delete, when, by which rule and why. Nothing is done.",
      "DOES is no for a policy that only observes, and for what something keeps from being done."
    },
    footer = {
      "",
      "Examples:",
      "  heddle cleanup plan",
      "  heddle cleanup plan --policy finished",
      "  heddle cleanup plan -o json",
    })
final class CleanupPlanCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Mixin private OutputOptions output;

  @Option(names = "--policy", paramLabel = "NAME", description = "Of this policy only.")
  private Optional<String> policy = Optional.empty();

  CleanupPlanCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    JsonNode plan = server.client(environment).get(Paths.cleanupPlan(policy));
    if (output.print(environment, plan)) {
      return;
    }
    TextTable table = new TextTable("WHEN", "ACTION", "WHAT", "POLICY", "RULE", "DOES", "WHY");
    for (JsonNode item : plan.path("items")) {
      table.add(
          item.path("due").asBoolean() ? "now" : item.path("at").asText(),
          item.path("action").asText(),
          what(item.path("target")),
          item.path("policy").asText(),
          item.path("rule").asText(),
          does(item) ? "yes" : "no",
          why(item));
    }
    table.print(environment.out(), environment.colors(), true);
    for (JsonNode found : plan.path("policies")) {
      environment.out().println(summary(found));
    }
    if (plan.path("policies").isEmpty()) {
      environment.out().println("there is no CleanupPolicy");
    }
    environment.out().flush();
  }

  private static String what(JsonNode target) {
    String namespace = target.path("namespace").asText();
    return target.path("kind").asText().toLowerCase(Locale.ROOT)
        + "/"
        + (namespace.isEmpty() ? "" : namespace + "/")
        + target.path("name").asText();
  }

  private static boolean does(JsonNode item) {
    return item.path("mode").asText().equals("Enforce") && !item.hasNonNull("blockedBy");
  }

  private static String why(JsonNode item) {
    String blockedBy = item.path("blockedBy").asText();
    return item.path("why").asText() + (blockedBy.isEmpty() ? "" : "; but " + blockedBy);
  }

  private static String summary(JsonNode policy) {
    String pending = policy.path("pendingRevision").asText();
    return "policy "
        + policy.path("name").asText()
        + ": "
        + policy.path("mode").asText()
        + ", about "
        + policy.path("matched").asText()
        + " resources, "
        + policy.path("due").asText()
        + " due"
        + (pending.isEmpty() ? "" : ", waits for approval as " + pending);
  }
}
