package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster.
 *
 * @param confDir directory with core-site.xml and yarn-site.xml; absent means {@code
 *     HADOOP_CONF_DIR} of the environment
 * @param user the operator's own user with simple authentication; absent means the process's user
 * @param rootDir Heddle's directory on the default file system: specs, staging, the agent's archive
 * @param properties Hadoop properties that go before those of the files
 */
public record HadoopConfig(
    Optional<Path> confDir, Optional<String> user, String rootDir, Map<String, String> properties) {

  public HadoopConfig {
    requireNonNull(confDir, "confDir is null");
    requireNonNull(user, "user is null");
    requireNonNull(rootDir, "rootDir is null");
    properties = Map.copyOf(properties);
  }
}
