package dev.heddle.appmaster.container;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * The agent's log: a line for each thing that happened, on standard output, which the launch script
 * points at {@code agent.log}. A logging library would cost more memory than all of its lines.
 */
public final class AgentLog {
  /** How much is written, with Log4j's words. */
  public enum Level {
    ALL,
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL,
    OFF
  }

  private final PrintStream output;
  private final Clock clock;
  private final Level level;

  public AgentLog(PrintStream output, Clock clock) {
    this(output, clock, Level.INFO);
  }

  /**
   * @param level the least that is written
   */
  public AgentLog(PrintStream output, Clock clock, Level level) {
    this.output = requireNonNull(output, "output is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.level = requireNonNull(level, "level is null");
  }

  /** What happens again and again. */
  public void detail(Supplier<String> line) {
    if (isWritten(Level.DEBUG)) {
      write(line.get());
    }
  }

  /** What has happened. */
  public void say(String line) {
    if (isWritten(Level.INFO)) {
      write(line);
    }
  }

  /** What failed and goes on, and why. */
  public void say(String line, Throwable failure) {
    if (isWritten(Level.WARN)) {
      write(line, failure);
    }
  }

  /** What failed for good, and why. */
  public void giveUp(String line, Throwable failure) {
    if (isWritten(Level.ERROR)) {
      write(line, failure);
    }
  }

  private boolean isWritten(Level asked) {
    return asked.compareTo(level) >= 0;
  }

  private void write(String line) {
    output.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
  }

  /** With the causes in one line. */
  private void write(String line, Throwable failure) {
    StringBuilder text = new StringBuilder(line);
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 5; cause = cause.getCause()) {
      text.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        text.append(": ").append(cause.getMessage().replace('\n', ' '));
      }
      depth++;
    }
    write(text.toString());
  }
}
