package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationStatus;
import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.yarn.ApplicationReport;
import dev.heddle.operator.yarn.StagingDirectories;
import dev.heddle.operator.yarn.YarnRejectedException;
import dev.heddle.operator.yarn.YarnUnavailableException;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what applications leave in their users' homes, once they have ended and the end is on
 * record. Nothing is remembered across a restart: a new operator looks at every ended application
 * that YARN still knows, so that a crash, or an end that nobody saw, leaves nothing behind. Only
 * what carries this installation's tag is ever looked at (I2), and an end is final in YARN.
 */
public final class StagingSweep {

  private static final Logger LOG = LoggerFactory.getLogger(StagingSweep.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final StagingDirectories directories;
  private final ResourceStore store;
  private final Scheduler scheduler;
  private final Set<String> removed = new HashSet<>();
  private boolean sweeping;
  private long notBefore;

  public StagingSweep(StagingDirectories directories, ResourceStore store, Scheduler scheduler) {
    this.directories = requireNonNull(directories, "directories is null");
    this.store = requireNonNull(store, "store is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.notBefore = scheduler.nanoTime();
  }

  /** Called with each listing; returns at once. */
  synchronized void note(List<ApplicationReport> reports) {
    Set<String> known =
        reports.stream().map(ApplicationReport::applicationId).collect(Collectors.toSet());
    removed.retainAll(known);
    if (sweeping || scheduler.nanoTime() - notBefore < 0) {
      return;
    }
    List<ApplicationReport> ended =
        reports.stream()
            .filter(r -> !r.isLive() && !r.user().isEmpty())
            .filter(r -> !removed.contains(r.applicationId()))
            .toList();
    if (!ended.isEmpty()) {
      sweeping = true;
      scheduler.execute(() -> sweep(ended));
    }
  }

  private void sweep(List<ApplicationReport> ended) {
    Set<String> done = new HashSet<>();
    boolean failed = false;
    try {
      Map<String, Set<String>> byUser = new HashMap<>();
      Set<String> open = withoutRecordedEnd();
      for (ApplicationReport report : ended) {
        if (!open.contains(report.applicationId())) {
          byUser
              .computeIfAbsent(report.user(), user -> new HashSet<>())
              .add(report.applicationId());
        }
      }
      for (Map.Entry<String, Set<String>> entry : byUser.entrySet()) {
        failed |= !remove(entry.getKey(), entry.getValue(), done);
      }
      failed |= !record(done);
    } catch (StoreException e) {
      LOG.info("staging directories are looked at later: {}", e.getMessage());
      failed = true;
    } finally {
      finished(done, failed);
    }
  }

  private boolean remove(String user, Set<String> applications, Set<String> done) {
    try {
      directories.remove(user, applications);
      done.addAll(applications);
      return true;
    } catch (YarnUnavailableException | YarnRejectedException e) {
      LOG.info("tried again in {} s: {}", PAUSE.toSeconds(), e.getMessage());
      return false;
    }
  }

  /** What is not on record is done once more. */
  private boolean record(Set<String> done) {
    try {
      if (!done.isEmpty()) {
        directories.over(Set.copyOf(done));
      }
      return true;
    } catch (YarnUnavailableException | YarnRejectedException | StoreException e) {
      LOG.info("tried again in {} s: {}", PAUSE.toSeconds(), e.getMessage());
      done.clear();
      return false;
    }
  }

  /** The runs whose end is still to be written down, and with it what the end was. */
  private Set<String> withoutRecordedEnd() {
    return store.list(Kinds.APPLICATION, "").items().stream()
        .map(Application::status)
        .filter(status -> status.finishedAt().isEmpty())
        .map(ApplicationStatus::run)
        .flatMap(run -> run.stream())
        .map(run -> run.applicationId())
        .collect(Collectors.toSet());
  }

  private synchronized void finished(Set<String> done, boolean failed) {
    removed.addAll(done);
    sweeping = false;
    if (failed) {
      notBefore = scheduler.nanoTime() + PAUSE.toNanos();
    }
  }
}
