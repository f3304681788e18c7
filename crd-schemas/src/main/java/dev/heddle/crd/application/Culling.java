package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.Optional;

/**
 * When something that nobody uses is stopped. What is not known to be unused never is (I5).
 *
 * @param idleAfter how long it has to have been unused
 * @param warnBefore how long before the stop a warning is given
 * @param minimumRunTime how long it is left alone after it began to serve
 * @param maxBusy how long it may be at work without a break before that protects it no longer;
 *     empty for as long as it likes
 */
public record Culling(
    Duration idleAfter, Duration warnBefore, Duration minimumRunTime, Optional<Duration> maxBusy) {

  public Culling {
    requireNonNull(idleAfter, "idleAfter is null");
    requireNonNull(warnBefore, "warnBefore is null");
    requireNonNull(minimumRunTime, "minimumRunTime is null");
    maxBusy = requireNonNullElse(maxBusy, Optional.empty());
  }
}
