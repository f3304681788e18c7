package dev.heddle.appmaster.container;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * The agent's log: a line for each thing that happened, on standard output, which the launch script
 * points at {@code agent.log}. A logging library would cost more memory than all of its lines.
 */
public final class AgentLog {
  private final PrintStream output;
  private final Clock clock;

  public AgentLog(PrintStream output, Clock clock) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  public void say(String line) {
    output.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
  }

  /** Says what failed and why, with the causes in one line. */
  public void say(String line, Throwable failure) {
    StringBuilder text = new StringBuilder(line);
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 5; cause = cause.getCause()) {
      text.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        text.append(": ").append(cause.getMessage().replace('\n', ' '));
      }
      depth++;
    }
    say(text.toString());
  }
}
