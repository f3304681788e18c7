package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LogFile;
import dev.heddle.appmaster.container.Redaction;
import java.io.IOException;
import java.time.Clock;

/** The end of the service's log, as it becomes part of a reason. */
final class LastLines {
  private static final int BYTES_A_LINE = 102;

  private final ContainerEnvironment environment;
  private final LogFile log;

  LastLines(ContainerEnvironment environment, Clock clock) {
    this.environment = requireNonNull(environment, "environment is null");
    this.log = new LogFile(environment.serviceLog(), clock);
  }

  /** Without secrets. */
  String read(int count) throws IOException {
    String lines = log.tail(count, count * BYTES_A_LINE).text().strip();
    if (lines.isEmpty()) {
      return "; its log is empty";
    }
    return "; the last lines of its log:\n" + Redaction.of(environment.variables()).redact(lines);
  }
}
