package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps files from being saved, and until when it is left alone: a little longer after each
 * failure. Workers may ask whether to hold.
 */
final class Setback {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String workspace;
  private final Clock clock;
  private final AgentLog log;
  private Instant pausedUntil = Instant.MIN;
  private int failures;
  private boolean fenced;
  private volatile boolean holding;
  private Optional<Trouble> trouble = Optional.empty();

  Setback(String workspace, Clock clock, AgentLog log) {
    this.workspace = requireNonNull(workspace, "workspace is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
  }

  Optional<Trouble> trouble() {
    return trouble;
  }

  boolean isFailing() {
    return failures > 0;
  }

  /** Another container has the workspace, for good. */
  boolean isFenced() {
    return fenced;
  }

  /** Whether nothing is to be tried now. */
  boolean isHolding() {
    return holding;
  }

  Instant pausedUntil() {
    return pausedUntil;
  }

  /** Looks at the time; true while nothing is to be tried. */
  boolean hold() {
    holding = pausedUntil.isAfter(clock.instant());
    return holding;
  }

  void tryAtOnce() {
    pausedUntil = Instant.MIN;
  }

  void healed() {
    if (trouble.isPresent()) {
      log.say("the workspace can be saved again");
    }
    failures = 0;
    trouble = Optional.empty();
  }

  void failed(IOException failure) {
    Trouble now = Trouble.of(failure, workspace);
    if (trouble.filter(before -> before.reason().equals(now.reason())).isEmpty()) {
      log.say("the workspace cannot be saved, " + now.reason(), failure);
    }
    failed(now);
  }

  void failed(Trouble now) {
    trouble = Optional.of(now);
    fenced = now.reason().equals(Trouble.TAKEN_OVER);
    failures++;
    pausedUntil = clock.instant().plus(pause(failures));
    holding = true;
  }

  static Duration pause(int failures) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }
}
