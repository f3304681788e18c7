package dev.heddle.appmaster.master;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.ContainerReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Whether the containers are used, as they told it last. As {@link WorkspaceNews}, it is in no
 * record. What a container told ages until it tells again, so that one that fell silent is soon one
 * of which nothing is known.
 */
final class ActivityNews {
  private final LongSupplier millis;
  private final Map<String, Told> byInstance = new TreeMap<>();

  private record Told(Optional<ActivityReport> report, long at) {}

  /**
   * @param millis a monotonic clock
   */
  ActivityNews(LongSupplier millis) {
    this.millis = requireNonNull(millis, "millis is null");
  }

  synchronized void heard(ContainerReport report) {
    byInstance.put(
        new InstanceId(report.service(), report.instance()).toString(),
        new Told(report.status().activity(), millis.getAsLong()));
  }

  /** Of all that live, together; empty while there are none. */
  synchronized Optional<ActivityReport> together(Fleet fleet) {
    return together(
        fleet.instances().stream()
            .filter(Instance::isLive)
            .map(each -> each.id().toString())
            .toList());
  }

  /**
   * @param live names of instances
   */
  synchronized Optional<ActivityReport> together(List<String> live) {
    byInstance.keySet().retainAll(live);
    long now = millis.getAsLong();
    Optional<ActivityReport> together = Optional.empty();
    for (String instance : live) {
      ActivityReport one = of(instance, now);
      together = Optional.of(together.map(others -> others.and(one)).orElse(one));
    }
    return together;
  }

  private ActivityReport of(String instance, long now) {
    Told told = byInstance.get(instance);
    return Optional.ofNullable(told)
        .flatMap(Told::report)
        .map(report -> report.after(Duration.ofMillis(now - told.at())))
        .orElseGet(() -> ActivityReport.unknown(instance + " has not told yet whether it is used"));
  }
}
