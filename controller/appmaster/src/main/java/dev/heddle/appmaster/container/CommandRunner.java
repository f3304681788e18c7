package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command beside the service's process: in the container's directory, with the environment
 * that the process has. Its output goes to a file.
 */
public final class CommandRunner {
  private static final int LAST_BYTES = 300;

  private final Path proc;
  private final Path directory;
  private final Redirect output;
  private final Path file;

  /** How a command ended. */
  public record Outcome(int code, boolean timedOut, String lastLine) {
    public Outcome {
      requireNonNull(lastLine, "lastLine is null");
    }

    /** What is wrong with it, in words; empty when nothing is. */
    public Optional<String> fault() {
      if (timedOut) {
        return Optional.of("the command did not end in its time");
      }
      return code == 0
          ? Optional.empty()
          : Optional.of(
              "the command ended with exit code "
                  + code
                  + (lastLine.isEmpty() ? "" : ": " + lastLine));
    }
  }

  private CommandRunner(Path proc, Path directory, Path file, Redirect output) {
    this.proc = requireNonNull(proc, "proc is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.output = output;
    this.file = requireNonNull(file, "file is null");
  }

  /** The output of a command replaces that of the last one. */
  public static CommandRunner replacing(Path proc, Path directory, Path file) {
    return new CommandRunner(proc, directory, file, Redirect.to(file.toFile()));
  }

  /** The output of commands is added to a file. */
  public static CommandRunner appending(Path proc, Path directory, Path file) {
    return new CommandRunner(proc, directory, file, Redirect.appendTo(file.toFile()));
  }

  public Outcome run(long pid, List<String> command, Duration timeout)
      throws IOException, InterruptedException {
    // The process's PATH is the one that counts, and only a shell looks there.
    List<String> words = new ArrayList<>(List.of("/bin/bash", "-c", "exec \"$@\"", "heddle"));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(directory.toAbsolutePath().toFile());
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true).redirectOutput(output);
    builder.environment().clear();
    builder.environment().putAll(environment(pid));
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Outcome(ended ? process.exitValue() : -1, !ended, lastLine());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The process's environment, as it was when it began. */
  public Map<String, String> environment(long pid) throws IOException {
    Map<String, String> environment = new HashMap<>();
    byte[] text = Files.readAllBytes(proc.resolve(pid + "/environ"));
    for (String entry : new String(text, UTF_8).split("\0")) {
      int sign = entry.indexOf('=');
      if (sign > 0) {
        environment.put(entry.substring(0, sign), entry.substring(sign + 1));
      }
    }
    return environment;
  }

  private String lastLine() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - LAST_BYTES));
      String end =
          new String(Channels.newInputStream(channel).readNBytes(LAST_BYTES), UTF_8).strip();
      return end.substring(end.lastIndexOf('\n') + 1);
    }
  }
}
