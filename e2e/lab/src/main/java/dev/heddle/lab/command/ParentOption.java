package dev.heddle.lab.command;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** With which process the lab ends. */
final class ParentOption {
  @Option(
      names = "--with-parent",
      paramLabel = "PID",
      description = "Stop Hadoop when this process ends, however it ends.")
  private Optional<Long> pid = Optional.empty();

  OptionalLong pid() {
    return pid.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** Waits for the parent's end, or for ever when there is none. */
  void awaitEnd() throws InterruptedException {
    if (pid.isEmpty()) {
      new CountDownLatch(1).await();
    }
    ProcessHandle.of(pid.get()).ifPresent(parent -> parent.onExit().join());
  }
}
