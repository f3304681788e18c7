package dev.heddle.cli.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which part of a log. */
final class LogOptions {

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing until the process ends.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only so many lines of the end.")
  private Optional<Integer> tail = Optional.empty();

  @Option(
      names = {"-p", "--previous"},
      description = "Of the attempt or run before this one, once YARN has collected it.")
  private boolean previous;

  boolean follow() {
    if (follow && previous) {
      throw new UsageException("what ended before this one can't be followed: -f or --previous");
    }
    return follow;
  }

  Optional<Integer> tail() {
    return tail;
  }

  boolean previous() {
    return previous;
  }
}
