package dev.heddle.appmaster.activity;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.activity.JupyterLook.Kernel;
import dev.heddle.appmaster.activity.JupyterLook.Terminal;
import dev.heddle.appmaster.protocol.ActivityReport;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the last sign of work. A sign is something that is seen to happen: a time of the server
 * that has changed, a kernel at work, a command in a terminal, processor time. That a time of the
 * server is long past proves nothing, as its clock may have jumped.
 *
 * <p>Pure: all times are given, in milliseconds of a monotonic clock.
 */
final class ActivityBook {

  /** Processor time of a server with kernels and open tabs that nobody uses is well below. */
  static final int QUIET_PERMILLE = 20;

  /** A kernel to which nobody ever connects stays in this state for good. */
  static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Duration interval;
  private final long begin;
  private final Map<String, Long> startingSince = new HashMap<>();
  private Optional<JupyterLook> lastJupyter = Optional.empty();
  private Optional<ProcessLook> lastProcesses = Optional.empty();
  private long lastProcessesAt;
  private Optional<Long> lastLookAt = Optional.empty();
  private int looksInARow;
  private String trouble = "";
  private Optional<Long> lastSignAt = Optional.empty();
  private String lastSign = "";
  private Optional<Long> busySince = Optional.empty();
  private String busyWith = "";
  private int busyKernels;
  private int cpuPermille;

  ActivityBook(Duration interval, long begin) {
    this.interval = requireNonNull(interval, "interval is null");
    this.begin = begin;
  }

  /** Both were seen. */
  void looked(JupyterLook jupyter, ProcessLook processes, long now) {
    measure(processes, now);
    looksInARow++;
    trouble = "";
    lastLookAt = Optional.of(now);
    lastJupyter.ifPresent(before -> compare(before, jupyter, now));
    lastJupyter = Optional.of(jupyter);
    work(jupyter, processes, now);
  }

  /** The server could not be asked: what it does is unknown until it can. */
  void failed(String why, Optional<ProcessLook> processes, long now) {
    processes.ifPresent(look -> measure(look, now));
    trouble = requireNonNull(why, "why is null");
    looksInARow = 0;
  }

  private void measure(ProcessLook processes, long now) {
    if (lastProcesses.isPresent() && now > lastProcessesAt) {
      long used = processes.cpuMillisSince(lastProcesses.get());
      cpuPermille = Math.toIntExact(Math.min(used * 1000 / (now - lastProcessesAt), 1_000_000));
    }
    lastProcesses = Optional.of(processes);
    lastProcessesAt = now;
  }

  private void compare(JupyterLook before, JupyterLook after, long now) {
    if (!activity(before).equals(activity(after))) {
      sign("a kernel's activity", now);
    } else if (!before.terminals().equals(after.terminals())) {
      sign("a terminal's activity", now);
    }
  }

  private static Map<String, String> activity(JupyterLook look) {
    Map<String, String> activity = new HashMap<>();
    look.kernels().forEach(kernel -> activity.put(kernel.id(), kernel.lastActivity()));
    return activity;
  }

  private void work(JupyterLook jupyter, ProcessLook processes, long now) {
    List<String> names = jupyter.kernels().stream().map(Kernel::id).toList();
    startingSince.keySet().retainAll(names);
    List<Kernel> busy =
        jupyter.kernels().stream().filter(kernel -> isBusy(kernel, processes, now)).toList();
    busyKernels = busy.size();
    if (!busy.isEmpty()) {
      busyWith = busy.size() == 1 ? "a kernel is busy" : busy.size() + " kernels are busy";
    } else if (processes.foreground()) {
      busyWith = "a command runs in a terminal";
    } else if (cpuPermille >= QUIET_PERMILLE) {
      busyWith = "processes compute";
    } else {
      busyWith = "";
    }
    if (busyWith.isEmpty()) {
      busySince = Optional.empty();
    } else {
      sign(busyWith, now);
      busySince = busySince.or(() -> Optional.of(now));
    }
  }

  private boolean isBusy(Kernel kernel, ProcessLook processes, long now) {
    switch (kernel.state()) {
      case "idle", "dead", "terminating" -> {
        startingSince.remove(kernel.id());
        return false;
      }
      case "starting" -> {
        long since = startingSince.computeIfAbsent(kernel.id(), id -> now);
        return now - since < LONGEST_START.toMillis();
      }
      default -> {
        startingSince.remove(kernel.id());
        return !isLeftBusy(kernel, processes);
      }
    }
  }

  /**
   * After a kernel was killed and started anew, a server may go on calling it busy for ever. A run
   * of its own would have touched its activity since, or would compute.
   */
  private boolean isLeftBusy(Kernel kernel, ProcessLook processes) {
    Instant started = processes.kernelStarts().get(kernel.id());
    return started != null
        && cpuPermille < QUIET_PERMILLE
        && time(kernel.lastActivity()).filter(active -> active.isBefore(started)).isPresent();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void sign(String what, long now) {
    lastSignAt = Optional.of(now);
    lastSign = what;
  }

  /** Whether a look just now would add nothing, and measure too short a time. */
  boolean lookedWithin(Duration time, long now) {
    return lastLookAt.filter(at -> now - at < time.toMillis()).isPresent();
  }

  ActivityReport report(long now) {
    return new ActivityReport(
        interval,
        Duration.ofMillis(now - begin),
        looksInARow,
        lastLookAt.map(at -> Duration.ofMillis(now - at)),
        trouble,
        Duration.ofMillis(now - lastSignAt.orElse(begin)),
        lastSign,
        busySince.map(at -> Duration.ofMillis(now - at)),
        busyWith,
        lastJupyter.map(look -> look.kernels().size()).orElse(0),
        busyKernels,
        lastJupyter.map(JupyterLook::terminals).map(List<Terminal>::size).orElse(0),
        lastJupyter.map(JupyterLook::connections).orElse(0),
        cpuPermille);
  }
}
