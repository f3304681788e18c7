package dev.heddle.cli.command;

import dev.heddle.cli.client.Paths;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which keys a command is about. */
final class KeyRangeOptions {

  @Option(names = "--prefix", paramLabel = "P", description = "Keys that begin with this.")
  private Optional<String> prefix = Optional.empty();

  @Option(names = "--start", paramLabel = "KEY", description = "Keys from this one on.")
  private Optional<String> start = Optional.empty();

  @Option(names = "--end", paramLabel = "KEY", description = "Keys before this one.")
  private Optional<String> end = Optional.empty();

  boolean isGiven() {
    return prefix.isPresent() || start.isPresent() || end.isPresent();
  }

  /** As parameters of a URL, each with an ampersand before it. */
  String parameters() {
    if (prefix.isPresent() && (start.isPresent() || end.isPresent())) {
      throw new UsageException("--prefix and --start or --end exclude each other");
    }
    return parameter("prefix", prefix) + parameter("start", start) + parameter("end", end);
  }

  static String parameter(String name, Optional<String> value) {
    return value.map(text -> "&" + name + "=" + Paths.segment(text)).orElse("");
  }
}
