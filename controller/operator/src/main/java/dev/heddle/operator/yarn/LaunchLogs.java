package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.LogPatterns;
import java.util.Optional;

/**
 * What is logged, and what YARN collects of it.
 *
 * @param collected by YARN; absent means all, at the end
 * @param level of the agents
 * @param config a Log4j file that says so instead
 */
public record LaunchLogs(
    Optional<LogPatterns> collected, LogLevel level, Optional<FileResource> config) {

  public LaunchLogs {
    requireNonNull(collected, "collected is null");
    requireNonNull(level, "level is null");
    requireNonNull(config, "config is null");
  }

  /** As nobody has said otherwise. */
  public static LaunchLogs usual() {
    return new LaunchLogs(Optional.empty(), LogLevel.INFO, Optional.empty());
  }
}
