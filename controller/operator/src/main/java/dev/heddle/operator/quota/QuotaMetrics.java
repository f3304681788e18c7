package dev.heddle.operator.quota;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quota.Quota;
import dev.heddle.crd.quota.QuotaSpec.Hard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is used of quotas, what their limits are, and who waits, by quota and share; memory is in
 * bytes. What is gone leaves no series (L10).
 */
final class QuotaMetrics {

  /** Of one quota that counts each owner for himself, say; the most used. */
  private static final int MOST_SHARES = 50;

  private final MeterRegistry registry;
  private final Map<Name, Value> values = new HashMap<>(); // guarded by this

  private record Name(String meter, String quota, String share, String resource) {
    Tags tags() {
      Tags tags = Tags.of("quota", quota);
      tags = meter.endsWith(".limit") ? tags : tags.and("share", share);
      return resource.isEmpty() ? tags : tags.and("resource", resource);
    }
  }

  /** A number that a gauge shows. */
  private static final class Value {
    private volatile double number;
    private Meter gauge;
  }

  QuotaMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  /**
   * As they are now.
   *
   * @param shares by the quota's name and then the share's
   */
  synchronized void show(Collection<Quota> quotas, Map<String, Map<String, Share>> shares) {
    Map<Name, Double> now = new HashMap<>();
    for (Quota quota : quotas) {
      String name = quota.metadata().name();
      limits(name, quota.spec().hard(), now);
      List<Share> most =
          shares.getOrDefault(name, Map.of()).values().stream()
              .sorted(
                  Comparator.comparingLong((Share share) -> share.used().memory())
                      .reversed()
                      .thenComparing(Share::name))
              .limit(MOST_SHARES)
              .toList();
      most.forEach(share -> of(name, share, now));
    }
    Set<Name> gone = new HashSet<>(values.keySet());
    gone.removeAll(now.keySet());
    gone.forEach(name -> registry.remove(values.remove(name).gauge));
    now.forEach((name, number) -> values.computeIfAbsent(name, this::value).number = number);
  }

  private static void limits(String quota, Hard hard, Map<Name, Double> into) {
    String meter = "heddle.quota.limit";
    hard.notebooks()
        .ifPresent(most -> into.put(new Name(meter, quota, "", "notebooks"), (double) most));
    hard.memory()
        .ifPresent(most -> into.put(new Name(meter, quota, "", "memory"), (double) most.bytes()));
    hard.vcores().ifPresent(most -> into.put(new Name(meter, quota, "", "vcores"), (double) most));
    hard.gpus().ifPresent(most -> into.put(new Name(meter, quota, "", "gpus"), (double) most));
  }

  private static void of(String quota, Share share, Map<Name, Double> into) {
    String meter = "heddle.quota.used";
    Amounts used = share.used();
    into.put(new Name(meter, quota, share.name(), "notebooks"), (double) used.notebooks());
    into.put(new Name(meter, quota, share.name(), "memory"), (double) used.memory());
    into.put(new Name(meter, quota, share.name(), "vcores"), (double) used.vcores());
    into.put(new Name(meter, quota, share.name(), "gpus"), (double) used.gpus());
    into.put(new Name("heddle.quota.waiting", quota, share.name(), ""), (double) share.waiting());
  }

  private Value value(Name name) {
    Value value = new Value();
    value.gauge =
        Gauge.builder(name.meter(), value, v -> v.number)
            .description(
                name.meter().endsWith(".waiting")
                    ? "Who waits for room in a quota"
                    : "What is used of a quota, or may be")
            .tags(name.tags())
            .register(registry);
    return value;
  }
}
