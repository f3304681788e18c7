package dev.heddle.appmaster.activity;

import java.time.Instant;
import java.util.Map;

/**
 * What the container's processes were at one moment.
 *
 * @param cpuMillis processor time that each process, and those it has waited for, have used so far,
 *     by process id
 * @param foreground whether a command runs in the foreground of a terminal
 * @param kernelStarts when the process of a kernel was started, by the kernel's id
 */
record ProcessLook(
    Map<Long, Long> cpuMillis, boolean foreground, Map<String, Instant> kernelStarts) {

  ProcessLook {
    cpuMillis = Map.copyOf(cpuMillis);
    kernelStarts = Map.copyOf(kernelStarts);
  }

  /** What has been used since an earlier look. A new process counts whole. */
  long cpuMillisSince(ProcessLook earlier) {
    return cpuMillis.entrySet().stream()
        .mapToLong(
            entry ->
                Math.max(0, entry.getValue() - earlier.cpuMillis.getOrDefault(entry.getKey(), 0L)))
        .sum();
  }
}
