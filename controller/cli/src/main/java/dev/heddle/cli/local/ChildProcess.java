package dev.heddle.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of ours: its messages go to a log file, its standard output may be read. */
public final class ChildProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final int TAIL_LINES = 15;

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedReader output;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.output = process.inputReader(UTF_8);
  }

  /**
   * Starts it.
   *
   * @param name what messages call it
   * @param log file to which its standard error is appended
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    requireNonNull(name, "name is null");
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ChildProcess(name, builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The next line of its standard output; empty when it has ended. */
  public Optional<String> readLine() throws IOException {
    return Optional.ofNullable(output.readLine());
  }

  /**
   * Waits that long, or less when the process ends.
   *
   * @throws IOException when it has ended, with the end of its log
   */
  public void pause(Duration time) throws IOException, InterruptedException {
    if (ended(time)) {
      throw failure("ended unexpectedly with status " + process.exitValue());
    }
  }

  /** An exception that says what happened and shows the end of the log. */
  public IOException failure(String what) {
    return new IOException(
        "the "
            + name
            + " "
            + what
            + "; the whole log is "
            + log
            + "\n"
            + String.join("\n", tail()));
  }

  private List<String> tail() {
    try {
      List<String> lines = Files.readAllLines(log, UTF_8);
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException e) {
      return List.of("(the log can't be read: " + e.getMessage() + ")");
    }
  }

  private boolean ended(Duration within) throws InterruptedException {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process can always be waited for", e);
    }
  }

  /** Ends it at once, as a crash does (SIGKILL). */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    ended(GRACE);
  }

  /** Asks it to end, and does not wait. */
  public void askToEnd() {
    process.destroy();
  }

  /** Asks it to end, and ends it when it does not within the grace. */
  @Override
  public void close() {
    askToEnd();
    try {
      if (!ended(GRACE)) {
        process.destroyForcibly();
        ended(GRACE);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
