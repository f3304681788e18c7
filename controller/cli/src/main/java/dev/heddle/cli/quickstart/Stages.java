package dev.heddle.cli.quickstart;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Says what happens, with the seconds since the beginning. */
final class Stages {

  private final PrintStream out;
  private final Clock clock;
  private final Instant begin;

  Stages(PrintStream out, Clock clock) {
    this.out = requireNonNull(out, "out is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.begin = clock.instant();
  }

  void say(String what) {
    out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), what));
  }

  double seconds() {
    return Duration.between(begin, clock.instant()).toMillis() / 1000.0;
  }
}
