package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests and writes a line for each write: who changed what, and how it ended. Never query
 * parameters, headers or bodies: they may hold secrets (I15).
 */
final class RequestLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.heddle.access");

  private final MeterRegistry metrics;

  RequestLog(MeterRegistry metrics) {
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** Nanoseconds of a clock that only goes forward. */
  long now() {
    return metrics.config().clock().monotonicTime();
  }

  void record(String method, String path, String resource, String user, int code, long since) {
    Duration took = Duration.ofNanos(now() - since);
    Timer.builder("heddle.api.requests")
        .description("Requests to the API")
        .tag("method", method)
        .tag("resource", resource)
        .tag("code", Integer.toString(code))
        .register(metrics)
        .record(took);
    if (!method.equals("GET") && !method.equals("HEAD")) {
      LOG.info("{} {} by {}: {} in {} ms", method, path, user, code, took.toMillis());
    }
  }
}
