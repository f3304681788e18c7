package dev.heddle.reconciler.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The metrics of one informer; all exist from the start, labelled by kind only (L10). */
final class InformerMetrics {

  /** Why all was listed again. */
  enum Cause {
    START,
    REQUEST,
    INTERVAL,
    WATCH_ENDED,
    SILENCE,
    FAILURE
  }

  private final Counter events;
  private final Map<Cause, Counter> listings = new EnumMap<>(Cause.class);

  InformerMetrics(MeterRegistry registry, Informer<?> informer) {
    String kind = informer.type().kind();
    this.events =
        Counter.builder("heddle.informer.events")
            .description("Changes received from the watch")
            .tag("kind", kind)
            .register(registry);
    for (Cause cause : Cause.values()) {
      listings.put(
          cause,
          Counter.builder("heddle.informer.listings")
              .description("Complete listings begun, by what led to them")
              .tag("kind", kind)
              .tag("cause", cause.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    Gauge.builder("heddle.informer.objects", informer, Informer::size)
        .description("Objects in the cache")
        .tag("kind", kind)
        .register(registry);
    Gauge.builder("heddle.informer.synced", informer, i -> i.hasSynced() ? 1 : 0)
        .description("Whether a complete listing has been read")
        .tag("kind", kind)
        .register(registry);
    TimeGauge.builder("heddle.informer.lag", informer, TimeUnit.NANOSECONDS, i -> i.lag().toNanos())
        .description("How long the watch has owed the sight of this process's own write")
        .tag("kind", kind)
        .register(registry);
  }

  void listed(Cause cause) {
    listings.get(cause).increment();
  }

  void event() {
    events.increment();
  }
}
