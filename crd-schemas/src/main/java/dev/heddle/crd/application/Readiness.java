package dev.heddle.crd.application;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.Optional;

/**
 * How the agent learns that the process serves. With {@code path}, an HTTP GET on the container's
 * {@code HEDDLE_PORT} that must once answer 200 to the application's own token; otherwise what
 * {@link #probe()} says.
 *
 * @param path short form: the path, such as {@code /notebooks/team-a/churn/api/status}
 * @param shutdownPath a path that ends the process gracefully when POSTed to, where it has one
 * @param tokenEnv with path, the environment variable that holds the token sent as {@code
 *     Authorization: token}; empty sends none
 * @param httpGet a GET
 * @param tcpSocket a connection
 * @param exec a command
 * @param initialDelay how long after the start of the process it is first asked
 * @param period from one question to the next
 * @param timeout how long an answer may take
 * @param failureThreshold so many failures in a row make it unready
 * @param successThreshold so many successes in a row make it ready
 */
public record Readiness(
    Optional<String> path,
    Optional<String> shutdownPath,
    String tokenEnv,
    Optional<HttpGet> httpGet,
    Optional<TcpSocket> tcpSocket,
    Optional<Exec> exec,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int failureThreshold,
    int successThreshold) {

  public Readiness {
    path = requireNonNullElse(path, Optional.empty());
    shutdownPath = requireNonNullElse(shutdownPath, Optional.empty());
    tokenEnv = requireNonNullElse(tokenEnv, "");
    httpGet = requireNonNullElse(httpGet, Optional.empty());
    tcpSocket = requireNonNullElse(tcpSocket, Optional.empty());
    exec = requireNonNullElse(exec, Optional.empty());
    initialDelay = requireNonNullElse(initialDelay, Duration.ZERO);
    period = requireNonNullElse(period, Probe.PERIOD);
    timeout = requireNonNullElse(timeout, Probe.TIMEOUT);
    failureThreshold = failureThreshold == 0 ? Probe.FAILURES : failureThreshold;
    successThreshold = successThreshold == 0 ? 1 : successThreshold;
  }

  /** The short form. */
  public Readiness(String path, Optional<String> shutdownPath, String tokenEnv) {
    this(
        Optional.of(path),
        shutdownPath,
        tokenEnv,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Probe.PERIOD,
        Probe.TIMEOUT,
        Probe.FAILURES,
        1);
  }

  /** What is asked, unless it is the short form. */
  public Optional<Probe> probe() {
    return path.isPresent() || (httpGet.isEmpty() && tcpSocket.isEmpty() && exec.isEmpty())
        ? Optional.empty()
        : Optional.of(
            new Probe(
                httpGet,
                tcpSocket,
                exec,
                initialDelay,
                period,
                timeout,
                failureThreshold,
                successThreshold));
  }
}
