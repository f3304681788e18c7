package dev.heddle.appmaster.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamFrame.Kind;
import dev.heddle.appmaster.protocol.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command beside the service's process, with the environment that the process has. It ends when
 * the operator goes.
 */
public final class ExecStream implements AgentStream {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);
  private static final int ROUND_MILLIS = 200;
  private static final int ROUNDS_BETWEEN_PINGS = 75;

  private final StreamRequest.Exec request;
  private final Map<String, String> environment;
  private final Path directory;
  private volatile String wanted = "";
  private String resized = ""; // the waiting thread's

  public ExecStream(StreamRequest.Exec request, Map<String, String> environment, Path directory) {
    this.request = requireNonNull(request, "request is null");
    this.environment = new HashMap<>(environment);
    this.directory = requireNonNull(directory, "directory is null");
  }

  @Override
  public void run(InputStream input, OutputStream output) throws IOException {
    FrameOutput frames = new FrameOutput(output);
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      frames.write(Kind.FAILED, e.getMessage());
      return;
    }
    try {
      Thread out = Pumps.start("exec-out", () -> frames.copy(process.getInputStream(), Kind.OUT));
      Thread err = Pumps.start("exec-err", () -> frames.copy(process.getErrorStream(), Kind.ERR));
      Thread in = Pumps.start("exec-in", () -> feed(input, process));
      await(process, frames, in);
      // What it left running in the background may hold its output open for ever.
      Pumps.join(out, LAST_OUTPUT);
      Pumps.join(err, LAST_OUTPUT);
      frames.write(Kind.EXIT, Integer.toString(process.exitValue()));
    } finally {
      kill(process);
    }
  }

  private Process start() throws IOException {
    // The process's PATH is the one that counts, and only a shell looks there.
    List<String> words = new ArrayList<>(List.of("/bin/bash", "-c", "exec \"$@\"", "heddle"));
    if (request.terminal()) {
      words.addAll(List.of("script", "-qefc", terminal(), "/dev/null"));
    } else {
      words.addAll(request.command());
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    if (request.terminal()) {
      builder.environment().putIfAbsent("TERM", "xterm");
      builder.environment().put("SHELL", "/bin/bash");
      builder.redirectErrorStream(true);
    }
    return builder.start();
  }

  /** The command as one line for a shell on a terminal, which repeats what is typed. */
  private String terminal() {
    StringBuilder line = new StringBuilder("stty echo; exec");
    for (String word : request.command()) {
      line.append(" '").append(word.replace("'", "'\\''")).append("'");
    }
    return line.toString();
  }

  /** Looks now and then whether the operator is still there, which a quiet command would not. */
  private void await(Process process, FrameOutput frames, Thread in) throws IOException {
    try {
      long rounds = 0;
      while (!process.waitFor(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
        rounds++;
        if (!in.isAlive()) {
          throw new IOException("the operator has gone");
        }
        if (rounds % ROUNDS_BETWEEN_PINGS == 0) {
          frames.write(Kind.PING, "");
        }
        if (request.terminal()) {
          resize(process);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the operator goes. What the command does not take any more is dropped. */
  private void feed(InputStream input, Process process) throws IOException {
    OutputStream to = process.getOutputStream();
    boolean open = true;
    Optional<StreamFrame> frame = StreamFrame.read(input);
    while (frame.isPresent()) {
      try {
        switch (frame.get().kind()) {
          case IN -> {
            if (open) {
              frame.get().writeTo(to);
              to.flush();
            }
          }
          case IN_END -> {
            open = false;
            to.close();
          }
          case RESIZE -> wanted = new String(frame.get().bytes(), UTF_8);
          case OUT, ERR, OUT_END, EXIT, FAILED, PING -> {
            // Not for a command.
          }
        }
      } catch (IOException e) {
        open = false;
      }
      frame = StreamFrame.read(input);
    }
  }

  /** The terminal is that of the one child of script, which may not be there yet. */
  private void resize(Process process) {
    String size = wanted;
    if (size.equals(resized) || !size.matches("\\d{1,5} \\d{1,5}")) {
      return;
    }
    Optional<ProcessHandle> child = process.children().findFirst();
    if (child.isEmpty()) {
      return;
    }
    String[] words = size.split(" ");
    try {
      Path terminal = Path.of("/proc", Long.toString(child.get().pid()), "fd", "0").toRealPath();
      if (terminal.startsWith("/dev/pts")) {
        new ProcessBuilder("stty", "-F", terminal.toString(), "cols", words[0], "rows", words[1])
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
        resized = size;
      }
    } catch (IOException e) {
      // Not yet, or not any more: the next round sees.
      return;
    }
  }

  /** What ended by itself may leave others running, as elsewhere; what is given up may not. */
  private static void kill(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
