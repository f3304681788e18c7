package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Named judgements of the operator's components, served at {@code /livez} and {@code /readyz}. A
 * failed liveness check asks to be restarted; a failed readiness check asks for patience.
 */
public final class HealthChecks {

  private final Map<String, Check> liveness = new ConcurrentHashMap<>();
  private final Map<String, Check> readiness = new ConcurrentHashMap<>();

  /** Answers at once, from what the component knows; empty means healthy. */
  @FunctionalInterface
  public interface Check {
    /** Why it is unhealthy, in one sentence without secrets. */
    Optional<String> problem();
  }

  /** Adds or replaces a liveness check. */
  public void live(String name, Check check) {
    liveness.put(requireNonNull(name, "name is null"), requireNonNull(check, "check is null"));
  }

  /** Adds or replaces a readiness check. */
  public void ready(String name, Check check) {
    readiness.put(requireNonNull(name, "name is null"), requireNonNull(check, "check is null"));
  }

  Report livenessReport() {
    return report(liveness);
  }

  Report readinessReport() {
    return report(readiness);
  }

  private static Report report(Map<String, Check> checks) {
    Map<String, Optional<String>> problems = new TreeMap<>();
    checks.forEach((name, check) -> problems.put(name, judge(check)));
    return new Report(problems);
  }

  /** A check that breaks is itself a problem, of that component alone. */
  private static Optional<String> judge(Check check) {
    try {
      return check.problem();
    } catch (RuntimeException e) {
      return Optional.of("the check itself failed: " + e);
    }
  }

  /** The judgements of one moment, by name. */
  record Report(Map<String, Optional<String>> problems) {

    boolean isHealthy() {
      return problems.values().stream().allMatch(Optional::isEmpty);
    }

    /** One line a check, as Kubernetes prints it. */
    String toText(String endpoint) {
      StringBuilder text = new StringBuilder();
      problems.forEach(
          (name, problem) ->
              text.append(
                  problem
                      .map(p -> "[-]" + name + " failed: " + p + "\n")
                      .orElse("[+]" + name + " ok\n")));
      return text.append(endpoint)
          .append(isHealthy() ? " check passed\n" : " check failed\n")
          .toString();
    }
  }
}
