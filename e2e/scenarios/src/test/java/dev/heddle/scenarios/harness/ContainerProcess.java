package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One process in a container.
 *
 * @param pid its id on this machine
 * @param born when it was started, in the kernel's ticks: with the pid it is an identity
 * @param parent the id of its parent
 * @param commandLine what it runs
 */
public record ContainerProcess(long pid, long born, long parent, List<String> commandLine) {

  private static final int PARENT = 1;
  private static final int BORN = 19;

  public ContainerProcess {
    commandLine = List.copyOf(commandLine);
  }

  /** The process, when its environment has the text; empty too when it is gone or a zombie. */
  static Optional<ContainerProcess> read(long pid, List<String> environmentHas) {
    requireNonNull(environmentHas, "environmentHas is null");
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      String environment = text(proc.resolve("environ"));
      if (!environmentHas.stream().allMatch(environment::contains)) {
        return Optional.empty();
      }
      String stat = text(proc.resolve("stat"));
      // The command's name, in brackets, may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new ContainerProcess(
              pid,
              Long.parseLong(fields[BORN]),
              Long.parseLong(fields[PARENT]),
              List.of(text(proc.resolve("cmdline")).split("\0"))));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  /** Whether one of its words contains the text. */
  public boolean runs(String text) {
    return commandLine.stream().anyMatch(word -> word.contains(text));
  }

  /** Whether this very process is still there. */
  public boolean isAlive() {
    return read(pid, List.of()).filter(now -> now.born == born).isPresent()
        && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Ends it at once (SIGKILL), after a look that it is still the one that was found. */
  public void kill() {
    if (!isAlive()) {
      throw new IllegalStateException("not there any more: " + this);
    }
    boolean unused = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
  }
}
