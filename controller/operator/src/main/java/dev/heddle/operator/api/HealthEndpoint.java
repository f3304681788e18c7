package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;

/** What monitoring asks: health without a token, and metrics. */
final class HealthEndpoint {

  private final HealthChecks checks;
  private final PrometheusMeterRegistry metrics;

  HealthEndpoint(HealthChecks checks, PrometheusMeterRegistry metrics) {
    this.checks = requireNonNull(checks, "checks is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** The answer, when the path is one that everybody may ask. */
  Optional<Answer> answer(String path, boolean verbose) {
    return switch (path) {
      case "/healthz", "/livez" ->
          Optional.of(report(path.substring(1), checks.livenessReport(), verbose));
      case "/readyz" -> Optional.of(report("readyz", checks.readinessReport(), verbose));
      default -> Optional.empty();
    };
  }

  /** What is counted and measured, in Prometheus' text. */
  Answer metrics() {
    return new Answer.Raw(
        200, "text/plain; version=0.0.4; charset=utf-8", Bytes.ofText(metrics.scrape()), Map.of());
  }

  private static Answer report(String endpoint, HealthChecks.Report report, boolean verbose) {
    if (!report.isHealthy()) {
      return Answer.text(503, report.toText(endpoint));
    }
    return Answer.text(200, verbose ? report.toText(endpoint) : "ok");
  }
}
