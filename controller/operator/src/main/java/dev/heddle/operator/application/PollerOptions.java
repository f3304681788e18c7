package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How YARN and the agents are watched.
 *
 * @param interval between two listings when nothing happens
 * @param busyInterval between two listings while something does
 * @param busyFor how long a happening keeps listings frequent: something that waits for hours in a
 *     full queue does not
 * @param agentInterval between two reads of an agent whose process serves
 * @param agentReadsPerSecond at most so many of them in all; the interval grows with the number of
 *     applications
 * @param agentConcurrency agents read at one time
 * @param orphanAfter how long a live application without a resource is waited for before it is
 *     logged
 */
public record PollerOptions(
    Duration interval,
    Duration busyInterval,
    Duration busyFor,
    Duration agentInterval,
    int agentReadsPerSecond,
    int agentConcurrency,
    Duration orphanAfter) {

  public PollerOptions {
    requireNonNull(interval, "interval is null");
    requireNonNull(busyInterval, "busyInterval is null");
    requireNonNull(busyFor, "busyFor is null");
    requireNonNull(agentInterval, "agentInterval is null");
    requireNonNull(orphanAfter, "orphanAfter is null");
  }

  /** The usual numbers, with the two intervals that are configured. */
  public static PollerOptions of(Duration interval, Duration busyInterval) {
    return new PollerOptions(
        interval,
        busyInterval,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        50,
        16,
        Duration.ofMinutes(1));
  }
}
