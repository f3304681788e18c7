package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;

/** {@code heddle version}. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Runnable {

  private final Environment environment;

  VersionCommand(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public void run() {
    environment
        .out()
        .println("heddle " + version() + " (Java " + Runtime.version().feature() + ")");
    environment.out().flush();
  }

  /** The version that the build has written down. */
  static String version() {
    try (InputStream file =
        VersionCommand.class.getResourceAsStream("/dev/heddle/cli/version.properties")) {
      Properties properties = new Properties();
      properties.load(requireNonNull(file, "version.properties is missing"));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
