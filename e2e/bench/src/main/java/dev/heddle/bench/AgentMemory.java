package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/** Resident memory of the agent that runs on this machine, as the kernel accounts it. */
final class AgentMemory {

  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final String MARK = "agent.d/agent.jar";

  private AgentMemory() {}

  /** In MB, some seconds after the start, when the agent is idle; empty when none runs. */
  static OptionalDouble settled(Clock clock) throws IOException {
    Instant until = clock.instant().plus(SETTLE);
    while (clock.instant().isBefore(until)) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    OptionalDouble largest = OptionalDouble.empty();
    for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
      OptionalDouble memory = ofAgent(Path.of("/proc", Long.toString(handle.pid())));
      if (memory.isPresent()) {
        largest = OptionalDouble.of(Math.max(largest.orElse(0), memory.getAsDouble()));
      }
    }
    return largest;
  }

  private static OptionalDouble ofAgent(Path process) {
    try {
      if (!Files.readString(process.resolve("cmdline"), UTF_8).contains(MARK)) {
        return OptionalDouble.empty();
      }
      return Files.readAllLines(process.resolve("status"), UTF_8).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst();
    } catch (IOException endedMeanwhile) {
      return OptionalDouble.empty();
    }
  }
}
