package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle keep}. */
@Command(
    name = "keep",
    description = {
      "Keeps a notebook from being stopped because nobody uses it, or because its working hours",
      "are over, for that long from now. It starts nothing.",
      "Each call replaces the one before. `heddle describe` shows until when."
    },
    footer = {
      "",
      "Examples:",
      "  heddle keep churn 8h",
      "  heddle keep team-a/churn 2d",
      "  heddle keep churn --off",
    })
final class KeepCommand implements Runnable {

  private final Environment environment;

  @Mixin private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "[KIND/]NAME",
      description = "A notebook's name, [NAMESPACE/]NAME, or application/NAME.")
  private String reference;

  @ArgGroup(multiplicity = "1")
  private Choice choice;

  /** For how long, or no longer. */
  private static final class Choice {
    @Parameters(index = "1", paramLabel = "DURATION", description = "Such as 90m, 8h or 2d.")
    private String duration;

    @Option(names = "--off", description = "Keep it no longer than its spec says.")
    private boolean off;
  }

  KeepCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode annotations = patch.withObject("/metadata/annotations");
    String said;
    if (choice.off) {
      annotations.putNull(Annotations.KEEP_UNTIL);
      said = "is kept no longer than its spec says";
    } else {
      Instant until =
          environment.clock().instant().plus(duration()).truncatedTo(ChronoUnit.SECONDS);
      annotations.put(Annotations.KEEP_UNTIL, until.toString());
      said = "is kept until " + until;
    }
    Target found = Target.find(server.lookup(environment), reference);
    server.client(environment).patch(Paths.item(found.type(), found.key()), patch);
    environment.out().println(Lookup.shortName(found.type(), found.key().name()) + " " + said);
    if (!choice.off
        && found.object().at("/spec/culling").isMissingNode()
        && found.object().at("/spec/schedule").isMissingNode()
        && found.object().at("/status/culling/eligibleAt").isMissingNode()) {
      environment
          .out()
          .println(
              "its spec has neither culling nor a schedule: nothing stops it while nobody uses it");
    }
    environment.out().flush();
  }

  private Duration duration() {
    try {
      return Durations.parse(choice.duration);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
