package dev.heddle.appmaster.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A container as a NodeManager would make it, with the real launch script and a small shell script
 * in the agent's place: it writes down what it hears, lets each further run begin when the file
 * {@code restart} exists, and ends with the number in the file {@code end} otherwise.
 */
final class TestContainer implements AutoCloseable {
  private static final Path SCRIPTS = Path.of("src/main/agent").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String AGENT =
      """
      echo "agent $HEDDLE_AGENT_STARTS $$" >>heard
      look() {
        read -r run state value <.heddle/service
        [ "$state" = exited ] || return 0
        if [ -e restart ]; then echo $((run + 1)) >.heddle/go; else exit $(<end); fi
      }
      echo 0 >end.default; [ -e end ] || cp end.default end
      [ ! -e .heddle/service ] || look
      while read -r line; do echo "$line" >>heard; [ "$line" = term ] || look; done
      echo eof >>heard
      """;

  private final Path directory;
  private final String containerId;
  private final Map<String, String> environment = new HashMap<>();
  private Optional<Process> process = Optional.empty();

  TestContainer(Path directory, String script) {
    this.directory = directory;
    // Unique for this test process and directory: the sweep goes by it.
    this.containerId =
        "container_"
            + ProcessHandle.current().pid()
            + "_"
            + (directory.hashCode() & 0xffff)
            + "_01_000001";
    environment.put("CONTAINER_ID", containerId);
    environment.put("LOG_DIRS", directory.toString());
    environment.put("HEDDLE_SERVICE", "notebook");
    environment.put("HEDDLE_SPEC", "unused");
    environment.put("HEDDLE_BUNDLE", SCRIPTS.toString());
    environment.put("HEDDLE_SCRIPT", encoded(script));
    environment.put("HEDDLE_AGENT_COMMAND", AGENT);
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  TestContainer with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestContainer file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  TestContainer start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "/bin/bash", SCRIPTS.resolve("run.sh").toString());
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile());
    builder.environment().putAll(environment);
    process = Optional.of(builder.start());
    return this;
  }

  long pid() {
    return process.orElseThrow().pid();
  }

  String text(String name) {
    try {
      Path file = directory.resolve(name);
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String awaitText(String name, String part) {
    await("'" + part + "' in " + name)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> text(name).contains(part));
    return text(name);
  }

  /** The process of the service's current run. */
  long awaitRun(int run) {
    String line = awaitText(".heddle/service", run + " running");
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  /** The processes of the agents so far, oldest first. */
  List<Long> agents() {
    List<Long> agents = new ArrayList<>();
    for (String line : text("heard").lines().toList()) {
      if (line.startsWith("agent ")) {
        agents.add(Long.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return agents;
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.orElseThrow().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as("the container ends; it said: %s", text("out"))
        .isTrue();
    return process.orElseThrow().exitValue();
  }

  void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/bash", "-c", "kill -" + name + " " + pid).start().waitFor();
  }

  void killTogether(long one, long other) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/bash", "-c", "kill -KILL " + one + " " + other).start().waitFor();
  }

  static boolean alive(long pid) {
    return ProcessHandle.of(pid).isPresent();
  }

  /** Every process that has this container's id in its environment. */
  List<Long> leftovers() throws IOException {
    Process look =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "grep -lzxsF CONTAINER_ID=" + containerId + " /proc/[0-9]*/environ")
            .start();
    String output = new String(look.getInputStream().readAllBytes(), UTF_8);
    return output
        .lines()
        .map(line -> Long.valueOf(line.split("/")[2]))
        .filter(TestContainer::alive)
        .toList();
  }

  void awaitNothingLeft() {
    await("no process left")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> leftovers().isEmpty());
  }

  @Override
  public void close() throws IOException {
    process.ifPresent(Process::destroyForcibly);
    for (Long pid : leftovers()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
