package dev.heddle.reconciler.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The metrics of a controller under controller-runtime's names. All exist at 0 from the start, and
 * none is labelled by resource (L10).
 */
final class ControllerMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  /** What passes come to. */
  enum Result {
    SUCCESS,
    REQUEUE_AFTER,
    /** The resource had changed meanwhile: again at once. */
    REQUEUE,
    ERROR
  }

  private final MeterRegistry registry;
  private final String controller;
  private final Map<Result, Counter> results = new EnumMap<>(Result.class);
  private final Counter errors;
  private final Counter terminalErrors;
  private final Counter panics;
  private final Counter failedEvents;
  private final Timer time;

  ControllerMetrics(MeterRegistry registry, String controller, int workers, IntSupplier active) {
    this.registry = registry;
    this.controller = controller;
    for (Result result : Result.values()) {
      results.put(
          result,
          Counter.builder("controller.runtime.reconcile")
              .description("Passes by what they came to")
              .tags("controller", controller, "result", result.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    this.errors = counter("controller.runtime.reconcile.errors", "Passes that failed");
    this.terminalErrors =
        counter(
            "controller.runtime.terminal.reconcile.errors",
            "Passes that failed for as long as the spec stays");
    this.panics =
        counter("controller.runtime.reconcile.panics", "Passes ended by an unforeseen exception");
    this.failedEvents =
        counter("heddle.events.failures", "Events about resources that could not be recorded");
    this.time =
        Timer.builder("controller.runtime.reconcile.time")
            .description("How long passes took")
            .serviceLevelObjectives(BUCKETS)
            .tag("controller", controller)
            .register(registry);
    Gauge.builder("controller.runtime.active.workers", active, IntSupplier::getAsInt)
        .description("Passes under way")
        .tag("controller", controller)
        .strongReference(true)
        .register(registry);
    Gauge.builder("controller.runtime.max.concurrent.reconciles", () -> workers)
        .description("How many passes may be under way")
        .tag("controller", controller)
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tag("controller", controller)
        .register(registry);
  }

  void result(Result result) {
    results.get(result).increment();
  }

  void failed() {
    results.get(Result.ERROR).increment();
    errors.increment();
  }

  void failedForGood() {
    failed();
    terminalErrors.increment();
  }

  void panicked() {
    panics.increment();
  }

  void eventLost() {
    failedEvents.increment();
  }

  void took(Duration duration) {
    time.record(duration);
  }
}
