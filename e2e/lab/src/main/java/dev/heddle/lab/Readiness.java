package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabStatus.Health;
import dev.heddle.lab.Progress.Milestone;
import dev.heddle.lab.process.HealthProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits until a lab serves, telling each step, and gives up when a process ends or time runs out.
 */
final class Readiness {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(60);
  private static final int SHOWN_LINES = 5;

  private final LabHome home;
  private final LabSettings settings;
  private final Clock clock;

  Readiness(LabHome home, LabSettings settings, Clock clock) {
    this.home = requireNonNull(home, "home is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * @param started processes whose end means that there is nothing to wait for any more
   * @param begin when the start began, for the times that are told
   */
  void await(Map<LabProcess, ProcessHandle> started, Instant begin, Consumer<Progress> progress) {
    HealthProbe probe = new HealthProbe(settings.ports());
    Instant limit = clock.instant().plus(PATIENCE);
    Set<String> told = new HashSet<>();
    Health health = probe.probe();
    while (true) {
      Duration after = Duration.between(begin, clock.instant());
      steps(health)
          .forEach(
              (step, milestone) -> {
                if (told.add(step)) {
                  progress.accept(new Progress(milestone, step, after));
                }
              });
      if (health.isReady(settings.shape())) {
        return;
      }
      started.forEach(this::requireAlive);
      if (clock.instant().isAfter(limit)) {
        throw new LabException(
            "not ready after " + PATIENCE.toSeconds() + " s: " + health + "; see " + home.logs());
      }
      pause();
      health = probe.probe(health);
    }
  }

  /** A moment between two looks. */
  static void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private void requireAlive(LabProcess process, ProcessHandle handle) {
    if (!handle.isAlive()) {
      throw new LabException(
          process.name()
              + " ended while starting; "
              + home.output(process)
              + " says:\n"
              + lastLines(process));
    }
  }

  private String lastLines(LabProcess process) {
    Path output = home.output(process);
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }

  private static Map<String, Milestone> steps(Health health) {
    Map<String, Milestone> steps = new LinkedHashMap<>();
    if (health.nameNode()) {
      steps.put(Role.NAMENODE.title() + " is up", Milestone.DAEMON);
    }
    if (health.dataNode()) {
      steps.put(Role.DATANODE.title() + " is up", Milestone.DAEMON);
    }
    if (health.isHdfsReady()) {
      steps.put("HDFS can be written", Milestone.HDFS);
    }
    if (health.resourceManager()) {
      steps.put(Role.RESOURCEMANAGER.title() + " is up", Milestone.DAEMON);
    }
    for (int node = 1; node <= health.nodes(); node++) {
      steps.put(Role.NODEMANAGER.title() + " is up (" + node + " running)", Milestone.DAEMON);
    }
    return steps;
  }
}
