package dev.heddle.lab.command;

import dev.heddle.lab.Lab;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which lab is meant. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Directory of the lab (default: ~/.heddle/lab).")
  private Optional<Path> home = Optional.empty();

  Lab lab() {
    return Lab.at(home.orElseGet(() -> Path.of(System.getProperty("user.home"), ".heddle", "lab")));
  }
}
