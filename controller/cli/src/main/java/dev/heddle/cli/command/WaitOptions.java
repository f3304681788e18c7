package dev.heddle.cli.command;

import dev.heddle.crd.quantity.Durations;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether to wait for the outcome, and for how long. */
final class WaitOptions {

  @Option(names = "--wait", description = "Wait for the outcome.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long to wait at most, such as 90s or 10m (default: ${DEFAULT-VALUE}).")
  private String timeout;

  boolean wanted() {
    return wait;
  }

  Duration limit() {
    try {
      return Durations.parse(timeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--timeout: " + e.getMessage());
    }
  }
}
