package dev.heddle.appmaster.activity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from {@code /proc} what the container's processes are doing (proc(5)). */
final class ProcessReader {

  /** Of all Linux systems, whatever the kernel's own clock. */
  private static final long MILLIS_A_TICK = 10;

  /** A kernel's process names its connection file on its command line. */
  private static final Pattern KERNEL = Pattern.compile("kernel-([0-9A-Za-z-]+)\\.json");

  private final Path proc;
  private final ActivityWatch.Members members;

  ProcessReader(Path proc, ActivityWatch.Members members) {
    this.proc = requireNonNull(proc, "proc is null");
    this.members = requireNonNull(members, "members is null");
  }

  ProcessLook look() throws IOException {
    long boot = bootMillis();
    Map<Long, Long> cpu = new HashMap<>();
    Map<String, Instant> kernels = new HashMap<>();
    boolean foreground = false;
    for (long pid : members.find()) {
      Optional<Stat> stat = read(pid, "stat").map(Stat::parse);
      if (stat.isEmpty()) {
        continue;
      }
      cpu.put(pid, stat.get().ticks() * MILLIS_A_TICK);
      foreground |= stat.get().isShellWithCommand(pid);
      Matcher kernel = KERNEL.matcher(read(pid, "cmdline").orElse(""));
      if (kernel.find()) {
        Instant started = Instant.ofEpochMilli(boot + stat.get().startTicks() * MILLIS_A_TICK);
        kernels.merge(kernel.group(1), started, (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    return new ProcessLook(cpu, foreground, kernels);
  }

  private long bootMillis() throws IOException {
    try (var lines = Files.lines(proc.resolve("stat"), ISO_8859_1)) {
      return lines
              .filter(line -> line.startsWith("btime "))
              .map(line -> Long.parseLong(line.substring("btime ".length()).strip()))
              .findFirst()
              .orElseThrow(() -> new IOException(proc.resolve("stat") + " has no btime"))
          * 1000;
    }
  }

  /** A process that is gone by now counts for nothing. */
  private Optional<String> read(long pid, String file) {
    try {
      return Optional.of(Files.readString(proc.resolve(pid + "/" + file), ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What counts of {@code /proc/PID/stat}.
   *
   * @param ticks used by the process and by the children it has waited for
   */
  private record Stat(
      long group, long session, long terminal, long foregroundGroup, long ticks, long startTicks) {

    /** The name in parentheses may hold anything; fields are counted from behind it. */
    static Stat parse(String text) {
      String[] fields = text.substring(text.lastIndexOf(')') + 2).strip().split(" ");
      return new Stat(
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[4]),
          Long.parseLong(fields[5]),
          Long.parseLong(fields[11])
              + Long.parseLong(fields[12])
              + Long.parseLong(fields[13])
              + Long.parseLong(fields[14]),
          Long.parseLong(fields[19]));
    }

    /** The leader of a terminal's session, while another group is in the foreground there. */
    boolean isShellWithCommand(long pid) {
      return session == pid && terminal != 0 && foregroundGroup > 0 && foregroundGroup != group;
    }
  }
}
