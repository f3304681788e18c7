package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.Optional;

/**
 * A question that is put to a process again and again; exactly one of the first three says which.
 *
 * @param httpGet a GET
 * @param tcpSocket a connection
 * @param exec a command
 * @param initialDelay how long after the start of the process it is first asked
 * @param period from one question to the next
 * @param timeout how long an answer may take
 * @param failureThreshold so many failures in a row count
 * @param successThreshold so many successes in a row count
 */
public record Probe(
    Optional<HttpGet> httpGet,
    Optional<TcpSocket> tcpSocket,
    Optional<Exec> exec,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int failureThreshold,
    int successThreshold) {

  static final Duration PERIOD = Duration.ofSeconds(10);
  static final Duration TIMEOUT = Duration.ofSeconds(1);
  static final int FAILURES = 3;

  public Probe {
    httpGet = requireNonNullElse(httpGet, Optional.empty());
    tcpSocket = requireNonNullElse(tcpSocket, Optional.empty());
    exec = requireNonNullElse(exec, Optional.empty());
    initialDelay = requireNonNullElse(initialDelay, Duration.ZERO);
    period = requireNonNullElse(period, PERIOD);
    timeout = requireNonNullElse(timeout, TIMEOUT);
    failureThreshold = failureThreshold == 0 ? FAILURES : failureThreshold;
    successThreshold = successThreshold == 0 ? 1 : successThreshold;
  }
}
