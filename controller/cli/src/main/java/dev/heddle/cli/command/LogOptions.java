package dev.heddle.cli.command;

import dev.heddle.cli.client.Paths;
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
      description = "Of the attempt, container or run before this one, once YARN has collected it.")
  private boolean previous;

  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description =
          "Of this container: an instance such as worker_3, a service that has one container,"
              + " master, or YARN's id of a container.")
  private Optional<String> container = Optional.empty();

  @Option(
      names = "--all-containers",
      description = "Of all containers, each line with its container's name before it.")
  private boolean allContainers;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only what was printed in the last so many seconds, minutes or hours, such as 10m, and"
              + " perhaps a little before: lines have no times. For what runs.")
  private Optional<String> since = Optional.empty();

  boolean follow() {
    if (follow && previous) {
      throw new UsageException("what ended before this one can't be followed: -f or --previous");
    }
    return follow;
  }

  /** As parameters of a request. */
  String start() {
    if (since.isPresent() && (tail.isPresent() || previous)) {
      throw new UsageException("--since goes neither with --tail nor with --previous");
    }
    return tail.map(lines -> "&tail=" + lines).orElse("")
        + since.map(time -> "&" + Paths.parameter("since", time)).orElse("");
  }

  Optional<String> container() {
    if (container.isPresent() && allContainers) {
      throw new UsageException("--container or --all-containers");
    }
    if (previous && allContainers) {
      throw new UsageException("--previous is of one container: name it with --container");
    }
    return container;
  }

  boolean allContainers() {
    return allContainers && container().isEmpty();
  }

  boolean previous() {
    return previous;
  }
}
