package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live applications whose resource is gone, which only a forced release leaves behind. They are
 * told of and left alone: nothing justifies a kill any more (I2).
 */
final class Orphans {

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final long LOGGED = Long.MAX_VALUE;

  private final Scheduler scheduler;
  private final Duration patience;
  private final Map<String, Long> logAt = new HashMap<>();
  private volatile int count;

  Orphans(Scheduler scheduler, Duration patience, MeterRegistry registry) {
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.patience = requireNonNull(patience, "patience is null");
    Gauge.builder("heddle.yarn.orphans", () -> count)
        .description("Live applications of this installation that no resource owns")
        .register(registry);
  }

  /** Called with one listing after the other, never at once. */
  void note(List<ApplicationReport> reports, Set<String> uids) {
    Set<String> seen = new HashSet<>();
    for (ApplicationReport report : reports) {
      if (report.isLive() && !uids.contains(report.uid())) {
        seen.add(report.applicationId());
        note(report);
      }
    }
    logAt.keySet().retainAll(seen);
    count = logAt.size();
  }

  private void note(ApplicationReport report) {
    long now = scheduler.nanoTime();
    Long due = logAt.putIfAbsent(report.applicationId(), now + patience.toNanos());
    if (due != null && due != LOGGED && now - due >= 0) {
      logAt.put(report.applicationId(), LOGGED);
      LOG.warn(
          "{} of user {} runs for a resource that does not exist (uid {}); it is left alone: end it"
              + " with yarn application -kill or a CleanupPolicy with an orphans rule if nobody wants"
              + " it",
          report.applicationId(),
          report.user(),
          report.uid());
    }
  }
}
