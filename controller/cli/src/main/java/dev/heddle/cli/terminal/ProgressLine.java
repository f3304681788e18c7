package dev.heddle.cli.terminal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/** One line at the bottom of a terminal that says how far something is; nothing elsewhere. */
public final class ProgressLine implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Environment environment;
  private Instant next = Instant.MIN;
  private int width;

  public ProgressLine(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /** Shows it, unless something was shown just now. */
  public void show(String text) {
    if (!environment.errIsTerminal()) {
      return;
    }
    Instant now = environment.clock().instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(PAUSE);
    write(text);
  }

  private void write(String text) {
    environment.err().print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    environment.err().flush();
    width = text.length();
  }

  /** Removes it. */
  @Override
  public void close() {
    if (width > 0) {
      write("");
      environment.err().print("\r");
      environment.err().flush();
      width = 0;
    }
  }
}
