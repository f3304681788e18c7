package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.terminal.Environment;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle application shutdown}. */
@Command(
    name = "shutdown",
    description = "Ends an application gracefully, with a status.",
    footer = {
      "",
      "Examples:",
      "  heddle application shutdown application_1700000000000_0001",
      "  heddle application shutdown etl --status FAILED --diagnostics 'no data today' --wait",
    })
final class ShutdownCommand implements Runnable {

  private final Environment environment;

  @Mixin private ApplicationTarget target;

  @Mixin private WaitOptions wait;

  @Option(
      names = "--status",
      defaultValue = "SUCCEEDED",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FinalStatus status;

  @Option(
      names = "--diagnostics",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What YARN shows as the reason.")
  private String diagnostics;

  ShutdownCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /** YARN's final statuses. */
  enum FinalStatus {
    SUCCEEDED,
    FAILED,
    KILLED
  }

  @Override
  public void run() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", status.name().toLowerCase(Locale.ROOT)).put("diagnostics", diagnostics);
    RunEnd end = RunEnd.of(target, environment);
    end.api().post(target.path(environment) + "/shutdown", body);
    environment.progress(target.id() + " is shutting down");
    end.await(wait);
  }
}
