package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files through which the agent and the launch script talk. */
public final class LaunchScript {
  /** Where a service with a workspace finds and leaves its files. */
  public static final String WORKSPACE = "work";

  private final Path stateDir;

  public LaunchScript(Path stateDir) {
    this.stateDir = requireNonNull(stateDir, "stateDir is null");
  }

  /** The service's state as the script last wrote it; empty before the first start. */
  public Optional<ServiceRun> serviceRun() throws IOException {
    return new StateFile(stateDir.resolve("service")).read().flatMap(ServiceRun::parse);
  }

  /** The port the script chose for the current run; empty before the first start. */
  public Optional<Integer> port() throws IOException {
    return new StateFile(stateDir.resolve("port"))
        .read()
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,5}"))
        .map(Integer::valueOf);
  }

  /** The ports the script chose for the current run, by name. */
  public Map<String, Integer> ports() throws IOException {
    Map<String, Integer> ports = new TreeMap<>();
    new StateFile(stateDir.resolve("ports"))
        .read()
        .ifPresent(
            text ->
                text.lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 2)
                    .forEach(words -> ports.put(words[0], Integer.valueOf(words[1]))));
    return ports;
  }

  /** What kept a run's process from being started; empty when nothing did. */
  public Optional<String> refusal(int run) throws IOException {
    return new StateFile(stateDir.resolve("refused"))
        .read()
        .map(String::strip)
        .filter(text -> text.startsWith(run + " "))
        .map(text -> text.substring(text.indexOf(' ') + 1));
  }

  /**
   * Lets a run begin. The script keeps the fifo open for reading and writing, so this never blocks,
   * and it ignores numbers of other runs, so repeats are harmless.
   */
  public void start(int run) throws IOException {
    Files.write(stateDir.resolve("go"), (run + "\n").getBytes(US_ASCII), StandardOpenOption.WRITE);
  }
}
