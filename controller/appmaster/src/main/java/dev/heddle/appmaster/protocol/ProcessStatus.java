package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How a service's process stands.
 *
 * @param pid 0 when none runs
 * @param restarts how often it was started again in this container
 * @param lastExit how it last ended
 * @param startedAt when the current process started
 * @param readyAt when that process was first seen to answer
 * @param lastProbeOk last successful probe
 */
public record ProcessStatus(
    long pid,
    int restarts,
    Optional<ServiceExit> lastExit,
    Instant startedAt,
    Optional<Instant> readyAt,
    Optional<Instant> lastProbeOk) {
  public ProcessStatus {
    requireNonNull(lastExit, "lastExit is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(readyAt, "readyAt is null");
    requireNonNull(lastProbeOk, "lastProbeOk is null");
  }

  ProcessStatus withoutProbeTime() {
    return new ProcessStatus(pid, restarts, lastExit, startedAt, readyAt, Optional.empty());
  }
}
