package dev.heddle.lab.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What Linux tells of a process; of one that is gone or another user's, nothing. */
record Proc(long pid) {
  private static final int STATE = 0;
  private static final int THREADS = 17;

  static Proc of(ProcessHandle handle) {
    return new Proc(handle.pid());
  }

  /** Empty for a process that is on its way out, too. */
  List<String> commandLine() {
    return words("cmdline");
  }

  List<String> environment() {
    return words("environ");
  }

  /**
   * Whether nothing is left of it but an entry that its parent has not read yet. The command line
   * vanishes earlier, while listening ports are still held.
   */
  boolean isZombie() {
    Optional<String> stat = content("stat");
    if (stat.isEmpty()) {
      return true;
    }
    // The command's name, in brackets, may hold anything.
    String[] fields = stat.get().substring(stat.get().lastIndexOf(')') + 2).split(" ");
    return fields[STATE].equals("Z") && fields[THREADS].equals("1");
  }

  /** Memory it has in RAM. */
  OptionalInt residentMegabytes() {
    try (Stream<String> lines = Files.lines(path("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst();
    } catch (IOException gone) {
      return OptionalInt.empty();
    }
  }

  private List<String> words(String file) {
    return content(file)
        .filter(text -> !text.isEmpty())
        .map(text -> List.of(text.split("\0")))
        .orElse(List.of());
  }

  private Optional<String> content(String file) {
    try {
      return Optional.of(new String(Files.readAllBytes(path(file)), StandardCharsets.UTF_8));
    } catch (IOException goneOrNotOurs) {
      return Optional.empty();
    }
  }

  private Path path(String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }
}
