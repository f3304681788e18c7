package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
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
 * @param ports those it was given by name
 * @param lastFailure why it was last started again, with the last lines of its log; empty before
 */
public record ProcessStatus(
    long pid,
    int restarts,
    Optional<ServiceExit> lastExit,
    Instant startedAt,
    Optional<Instant> readyAt,
    Optional<Instant> lastProbeOk,
    Map<String, Integer> ports,
    String lastFailure) {
  public ProcessStatus {
    requireNonNull(lastExit, "lastExit is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(readyAt, "readyAt is null");
    requireNonNull(lastProbeOk, "lastProbeOk is null");
    ports = Map.copyOf(ports);
    requireNonNull(lastFailure, "lastFailure is null");
  }

  public ProcessStatus(
      long pid,
      int restarts,
      Optional<ServiceExit> lastExit,
      Instant startedAt,
      Optional<Instant> readyAt,
      Optional<Instant> lastProbeOk) {
    this(pid, restarts, lastExit, startedAt, readyAt, lastProbeOk, Map.of(), "");
  }

  ProcessStatus withoutProbeTime() {
    return new ProcessStatus(
        pid, restarts, lastExit, startedAt, readyAt, Optional.empty(), ports, lastFailure);
  }
}
