package dev.heddle.appmaster;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.ContainerEnvironment;
import dev.heddle.appmaster.container.LogFile;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The logs of a container, which note as they grow how long they were when. */
final class ContainerLogs implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final long STACK_BYTES = 64 * 1024;

  private final List<LogFile> files;

  private ContainerLogs(List<LogFile> files) {
    this.files = requireNonNull(files, "files is null");
  }

  /** By the names under which they are served. */
  static Map<String, LogFile> open(ContainerEnvironment environment, Clock clock) {
    LogFile service = new LogFile(environment.serviceLog(), clock);
    LogFile agent = new LogFile(environment.agentLog(), clock);
    Thread thread =
        new Thread(null, new ContainerLogs(List.of(service, agent)), "log-times", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return Map.of("service", service, "agent", agent);
  }

  @Override
  public void run() {
    while (true) {
      files.forEach(LogFile::note);
      LockSupport.parkNanos(this, PAUSE.toNanos());
    }
  }
}
