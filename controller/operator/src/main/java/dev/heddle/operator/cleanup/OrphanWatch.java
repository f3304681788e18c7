package dev.heddle.operator.cleanup;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Since when live applications have been seen without a resource. Measured by a clock that does not
 * jump, and forgotten with the process: a new operator waits the whole time again.
 */
public final class OrphanWatch {

  private final Scheduler scheduler;
  private final Map<String, Seen> seen = new HashMap<>(); // guarded by this

  private record Seen(Instant at, long nanos) {}

  /** What agents said of applications once asked; it does not change any more. */
  private final Map<String, Boolean> kept = new HashMap<>(); // guarded by this

  private final Map<String, Seen> launches = new HashMap<>(); // guarded by this

  /**
   * Since when something has been seen.
   *
   * @param at by the wall clock; for people
   * @param seenFor how long that is, by a clock that does not jump
   */
  record Since(Instant at, Duration seenFor) {}

  public OrphanWatch(Scheduler scheduler) {
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /**
   * The applications that no resource owns.
   *
   * @param listing of all applications of this installation
   * @param uids of all resources, read after the listing: whoever has been submitted was there
   *     before, and an identity never comes back (I1)
   */
  synchronized List<Orphan> note(List<ApplicationReport> listing, Set<String> uids) {
    List<Orphan> orphans = new ArrayList<>();
    Set<String> present = new HashSet<>();
    long nanos = scheduler.nanoTime();
    for (ApplicationReport report : listing) {
      if (report.isLive() && !uids.contains(report.uid())) {
        present.add(report.applicationId());
        if (kept.getOrDefault(report.applicationId(), false)) {
          continue;
        }
        Seen first =
            seen.computeIfAbsent(
                report.applicationId(),
                id -> new Seen(scheduler.now().truncatedTo(ChronoUnit.SECONDS), nanos));
        orphans.add(
            new Orphan(
                report,
                first.at(),
                Duration.ofNanos(nanos - first.nanos()),
                kept.containsKey(report.applicationId())));
      }
    }
    seen.keySet().retainAll(present);
    kept.keySet().retainAll(present);
    return orphans;
  }

  /** It has been said whether an application is to live on without its resource. */
  synchronized void told(String applicationId, boolean livesOn) {
    kept.put(applicationId, livesOn);
  }

  /**
   * Launches that are over, though nobody has cleaned up after them.
   *
   * @param ids all that are so now
   */
  synchronized Map<String, Since> noteLaunches(Set<String> ids) {
    long nanos = scheduler.nanoTime();
    launches.keySet().retainAll(ids);
    Map<String, Since> since = new HashMap<>();
    for (String id : ids) {
      Seen first =
          launches.computeIfAbsent(
              id, i -> new Seen(scheduler.now().truncatedTo(ChronoUnit.SECONDS), nanos));
      since.put(id, new Since(first.at(), Duration.ofNanos(nanos - first.nanos())));
    }
    return since;
  }
}
