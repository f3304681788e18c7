package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabStatus.Health;
import dev.heddle.lab.LabStatus.ProcessStatus;
import dev.heddle.lab.Progress.Milestone;
import dev.heddle.lab.config.ClusterFiles;
import dev.heddle.lab.config.LabUsers;
import dev.heddle.lab.process.DaemonClassPath;
import dev.heddle.lab.process.DaemonProcesses;
import dev.heddle.lab.process.ExclusiveFile;
import dev.heddle.lab.process.HealthProbe;
import dev.heddle.lab.process.Leftovers;
import dev.heddle.lab.process.PortPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A lab in a directory: starts, stops, kills and looks at its processes.
 *
 * <p>Holds no state of its own; everything is in the home, so that a command, a test and a later
 * command see the same lab.
 */
public final class Lab {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final LabHome home;
  private final DaemonClassPath classPath;
  private final DaemonProcesses processes;
  private final Clock clock;

  public Lab(LabHome home, DaemonClassPath classPath, Clock clock) {
    this.home = requireNonNull(home, "home is null");
    this.classPath = requireNonNull(classPath, "classPath is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.processes = new DaemonProcesses(home, classPath);
  }

  /**
   * The lab of a directory, with daemons from this process's class path or {@code heddle.lab.lib}.
   */
  public static Lab at(Path home) {
    return new Lab(new LabHome(home), DaemonClassPath.ofThisProcess(), Clock.systemUTC());
  }

  public LabHome home() {
    return home;
  }

  /** Where {@code HADOOP_CONF_DIR} is to point. */
  public Path conf() {
    return home.conf();
  }

  /** The ports, as chosen at the last start. */
  public PortMap ports() {
    return settings().ports();
  }

  /** Shape and ports of the last start. */
  public LabSettings settings() {
    return LabSettings.read(home)
        .orElseThrow(
            () ->
                new LabException(
                    "no lab was ever started in " + home.path() + "; `heddle lab up` starts one"));
  }

  /**
   * Starts what does not run yet and returns when HDFS can be written and every node is registered.
   *
   * @param parent a process with which the lab is to end, however that one ends
   */
  public LabSettings up(LabShape shape, OptionalLong parent, Consumer<Progress> progress) {
    Instant begin = clock.instant();
    return ExclusiveFile.of(home)
        .hold(
            () ->
                // Held until all listen, so that no other lab takes a port that was found free.
                ExclusiveFile.ofPorts().hold(() -> startAll(shape, parent, begin, progress)));
  }

  private LabSettings startAll(
      LabShape shape, OptionalLong parent, Instant begin, Consumer<Progress> progress) {
    LabSettings settings = prepare(shape);
    progress.accept(
        new Progress(
            Milestone.CONFIGURED,
            "the configuration is written",
            Duration.between(begin, clock.instant())));
    Map<LabProcess, ProcessHandle> started = new LinkedHashMap<>();
    try {
      for (LabProcess process : shape.processes()) {
        if (processes.find(process).isEmpty()) {
          started.put(process, processes.start(process, parent));
        }
      }
      new Readiness(home, settings, clock).await(started, begin, progress);
      return settings;
    } catch (LabException failed) {
      started.values().forEach(ProcessHandle::destroyForcibly);
      throw failed;
    }
  }

  private LabSettings prepare(LabShape shape) {
    Optional<LabSettings> before = LabSettings.read(home);
    before.ifPresent(this::awaitCrashed);
    Set<Daemon> running = new HashSet<>();
    before.ifPresent(
        settings ->
            settings.shape().processes().stream()
                .filter(process -> processes.find(process).isPresent())
                .forEach(process -> running.addAll(process.daemons())));
    if (!running.isEmpty() && !before.orElseThrow().shape().equals(shape)) {
      throw new LabException(
          "the lab in " + home.path() + " runs in another shape; `heddle lab down` first");
    }
    PortMap remembered = before.map(LabSettings::ports).orElse(PortMap.of(Map.of()));
    LabSettings settings = new LabSettings(shape, PortPool.choose(shape, remembered, running));
    settings.write(home);
    new ClusterFiles(
            home,
            settings,
            new LabUsers(System.getProperty("user.name")),
            classPath.forContainers())
        .write();
    return settings;
  }

  /** Ports of a process that was killed a moment ago are not taken by somebody else. */
  private void awaitCrashed(LabSettings before) {
    for (LabProcess process : before.shape().processes()) {
      while (processes.isEnding(process)) {
        Readiness.pause();
      }
    }
  }

  /** Stops every process and ends the containers they left. Fine when nothing runs. */
  public void down() {
    Optional<LabSettings> settings = LabSettings.read(home);
    if (settings.isEmpty()) {
      return;
    }
    int unused = ExclusiveFile.of(home).hold(() -> stopAll(settings.get().shape()));
  }

  private int stopAll(LabShape shape) {
    List<LabProcess> all = new ArrayList<>(shape.processes());
    Collections.reverse(all);
    all.forEach(process -> processes.signal(process, "TERM"));
    all.forEach(this::awaitEnd);
    return new Leftovers(home).kill();
  }

  /** Waits for the end of a process that was told to end, and insists when it doesn't. */
  private void awaitEnd(LabProcess process) {
    if (!endsInTime(process)) {
      processes.signal(process, "KILL");
      if (!endsInTime(process)) {
        throw new LabException(process.name() + " cannot be stopped");
      }
    }
  }

  /**
   * Looks rather than asks to be told: Java tells the end of another's child only after half a
   * second.
   */
  private boolean endsInTime(LabProcess process) {
    Instant limit = clock.instant().plus(STOP_PATIENCE);
    while (processes.find(process).isPresent() || processes.isEnding(process)) {
      if (clock.instant().isAfter(limit)) {
        return false;
      }
      Readiness.pause();
    }
    return true;
  }

  /** Starts one process again and does not wait until it serves. */
  public void start(String name) {
    LabProcess process = process(name);
    if (processes.find(process).isEmpty()) {
      processes.start(process, OptionalLong.empty());
    }
  }

  /** Stops one process in good order; false when it did not run. */
  public boolean stop(String name) {
    LabProcess process = process(name);
    boolean ran = processes.signal(process, "TERM");
    awaitEnd(process);
    return ran;
  }

  /** Ends one process at once, as a crash does; false when it did not run. */
  public boolean kill(String name) {
    LabProcess process = process(name);
    boolean ran = processes.signal(process, "KILL");
    awaitEnd(process);
    return ran;
  }

  /** Waits until HDFS can be written and every node is registered. */
  public void awaitReady() {
    new Readiness(home, settings(), clock).await(Map.of(), clock.instant(), step -> {});
  }

  public LabStatus status() {
    LabSettings settings = settings();
    List<ProcessStatus> found = new ArrayList<>();
    for (LabProcess process : settings.shape().processes()) {
      Optional<ProcessHandle> handle = processes.find(process);
      found.add(
          new ProcessStatus(
              process,
              handle.map(running -> OptionalLong.of(running.pid())).orElse(OptionalLong.empty()),
              handle
                  .map(running -> DaemonProcesses.residentMegabytes(running))
                  .orElse(OptionalInt.empty())));
    }
    boolean any = found.stream().anyMatch(process -> process.pid().isPresent());
    return new LabStatus(
        home, settings, found, any ? new HealthProbe(settings.ports()).probe() : Health.NONE);
  }

  /** Stops everything and forgets all: the next start is the first. */
  public void wipe() {
    down();
    home.contents().forEach(Lab::delete);
  }

  private LabProcess process(String name) {
    List<LabProcess> all = settings().shape().processes();
    return all.stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "this lab has no process "
                        + name
                        + ", it has "
                        + String.join(", ", all.stream().map(LabProcess::name).toList())));
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
