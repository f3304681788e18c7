package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Working hours: from a start to the next stop something runs, from a stop to the next start it
 * does not.
 *
 * @param start when the hours begin, a cron expression of five fields
 * @param stop when they end, such an expression too
 * @param timeZone the zone of both, such as {@code Europe/Berlin}
 * @param holidays days in that zone on which they do not begin
 * @param maxWait how long after the end one that is at work, or of which nobody knows, is waited
 *     for; empty for as long as it takes
 * @param holdFor how long a start by hand holds, whatever the hours are
 * @param startWithin within how long of the start each begins, at a time of its own
 */
public record Schedule(
    String start,
    String stop,
    String timeZone,
    List<LocalDate> holidays,
    Optional<Duration> maxWait,
    Duration holdFor,
    Duration startWithin) {

  public Schedule {
    requireNonNull(start, "start is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(timeZone, "timeZone is null");
    holidays = List.copyOf(requireNonNullElse(holidays, List.of()));
    maxWait = requireNonNullElse(maxWait, Optional.empty());
    requireNonNull(holdFor, "holdFor is null");
    startWithin = requireNonNullElse(startWithin, Duration.ZERO);
  }
}
