package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Optional;

/**
 * The application master's own container. With a script (Skein's application driver) the script's
 * end is the application's end.
 *
 * @param resources what the container reserves; without it the default of the CRD applies
 * @param script bash text run in the application master's container
 * @param files destination name to file
 * @param env environment of the script
 * @param runtime what its container is run in
 * @param logLevel how much the agents of the application write into their logs
 * @param logConfig a Log4j properties file whose root level is taken in place of logLevel
 */
public record Master(
    Optional<Resources> resources,
    Optional<String> script,
    Map<String, FileResource> files,
    Map<String, String> env,
    Optional<ContainerRuntime> runtime,
    LogLevel logLevel,
    Optional<FileResource> logConfig) {

  public Master {
    resources = requireNonNullElse(resources, Optional.empty());
    script = requireNonNullElse(script, Optional.empty());
    files = Map.copyOf(requireNonNullElse(files, Map.of()));
    env = Map.copyOf(requireNonNullElse(env, Map.of()));
    runtime = requireNonNullElse(runtime, Optional.empty());
    logLevel = requireNonNullElse(logLevel, LogLevel.INFO);
    logConfig = requireNonNullElse(logConfig, Optional.empty());
  }

  /** One that is run and logs as usual. */
  public Master(
      Optional<Resources> resources,
      Optional<String> script,
      Map<String, FileResource> files,
      Map<String, String> env) {
    this(resources, script, files, env, Optional.empty(), LogLevel.INFO, Optional.empty());
  }
}
