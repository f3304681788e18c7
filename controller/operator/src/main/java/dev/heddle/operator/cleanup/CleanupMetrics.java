package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.policy.CleanupPolicy;
import dev.heddle.crd.policy.CleanupPolicyStatus.Action;
import dev.heddle.crd.policy.CleanupRule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is due and what was done, by policy and rule; a policy that is gone leaves no series. */
final class CleanupMetrics {

  private final MeterRegistry registry;
  private final Map<String, Map<String, Series>> byPolicy = new ConcurrentHashMap<>();

  /** The meters of one rule. */
  private record Series(AtomicInteger due, List<Meter> meters) {}

  CleanupMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  /** Called by one worker a policy (I8). */
  void due(CleanupPolicy policy, List<Planned> items) {
    String name = policy.metadata().name();
    Map<String, Series> rules = byPolicy.computeIfAbsent(name, p -> new ConcurrentHashMap<>());
    List<String> names = policy.spec().rules().stream().map(CleanupRule::name).toList();
    for (String rule : List.copyOf(rules.keySet())) {
      if (!names.contains(rule)) {
        rules.remove(rule).meters().forEach(registry::remove);
      }
    }
    for (String rule : names) {
      long count = items.stream().filter(p -> p.due() && p.item().rule().equals(rule)).count();
      rules.computeIfAbsent(rule, r -> series(name, r)).due().set((int) count);
    }
  }

  private Series series(String policy, String rule) {
    AtomicInteger due = new AtomicInteger();
    Tags tags = Tags.of("policy", policy, "rule", rule);
    List<Meter> meters = new ArrayList<>();
    meters.add(
        Gauge.builder("heddle.cleanup.due", due, AtomicInteger::get)
            .description("What a policy would do now, whether it does or not")
            .tags(tags)
            .register(registry));
    for (Action action : Action.values()) {
      meters.add(counter(tags, action));
    }
    return new Series(due, meters);
  }

  private Counter counter(Tags tags, Action action) {
    return Counter.builder("heddle.cleanup.actions")
        .description("What policies have done")
        .tags(tags.and("action", action.name().toLowerCase(Locale.ROOT)))
        .register(registry);
  }

  void acted(String policy, String rule, Action action) {
    counter(Tags.of("policy", policy, "rule", rule), action).increment();
  }

  /** The policy is gone (L10). */
  void forget(String policy) {
    Map<String, Series> rules = byPolicy.remove(policy);
    if (rules != null) {
      rules.values().forEach(series -> series.meters().forEach(registry::remove));
    }
  }
}
