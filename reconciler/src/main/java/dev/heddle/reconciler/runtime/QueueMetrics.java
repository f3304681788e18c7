package dev.heddle.reconciler.runtime;

import dev.heddle.reconciler.queue.QueueObserver;
import dev.heddle.reconciler.queue.WorkQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The metrics of a queue under the names that Kubernetes controllers give them. */
final class QueueMetrics implements QueueObserver {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofSeconds(100),
    Duration.ofSeconds(1000)
  };

  private final MeterRegistry registry;
  private final String controller;
  private final Counter adds;
  private final Counter retries;
  private final Timer waited;
  private final Timer worked;

  QueueMetrics(MeterRegistry registry, String controller) {
    this.registry = registry;
    this.controller = controller;
    this.adds = counter("workqueue.adds", "Keys that became ready for a pass");
    this.retries = counter("workqueue.retries", "Failed keys put off by their backoff");
    this.waited = timer("workqueue.queue.duration", "How long keys were ready before their pass");
    this.worked = timer("workqueue.work.duration", "How long passes took");
  }

  /** The state of the queue itself, read when metrics are. */
  void gauges(WorkQueue<?> queue) {
    Gauge.builder("workqueue.depth", queue, WorkQueue::ready)
        .description("Keys ready for a pass")
        .tags("controller", controller, "name", controller)
        .register(registry);
    TimeGauge.builder(
            "workqueue.unfinished.work",
            queue,
            TimeUnit.NANOSECONDS,
            q -> q.unfinishedWork().toNanos())
        .description("Sum of the ages of the passes under way")
        .tags("controller", controller, "name", controller)
        .register(registry);
    TimeGauge.builder(
            "workqueue.longest.running.processor",
            queue,
            TimeUnit.NANOSECONDS,
            q -> q.longestRunning().toNanos())
        .description("Age of the oldest pass under way")
        .tags("controller", controller, "name", controller)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tags("controller", controller, "name", controller)
        .register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .tags("controller", controller, "name", controller)
        .register(registry);
  }

  @Override
  public void ready() {
    adds.increment();
  }

  @Override
  public void taken(long waitedNanos) {
    waited.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void done(long workedNanos) {
    worked.record(workedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void backedOff() {
    retries.increment();
  }
}
