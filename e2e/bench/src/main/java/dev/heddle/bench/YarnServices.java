package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The peer's process: Jupyter as a service of YARN's own service framework. */
final class YarnServices implements AutoCloseable {

  private static final int GRACE_SECONDS = 10;

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final Path log;

  private YarnServices(Process process, Path log) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    this.log = log;
  }

  /** Where {@code ./heddle bench} has built the peer. */
  static Optional<Path> jars(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("HEDDLE_PEERS")).map(Path::of);
  }

  /** Starts it, and waits until the framework's package is on the cluster. */
  static YarnServices start(Path jars, Path hadoopConf, Path home) throws IOException {
    requireNonNull(jars, "jars is null");
    Path scratch = Files.createDirectories(home.resolve("yarn-services"));
    Path log = scratch.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    jars + "/*",
                    "dev.heddle.peers.YarnServicesPeer",
                    hadoopConf.toString(),
                    scratch.toString(),
                    jars.toString()))
            .redirectError(log.toFile())
            .start();
    YarnServices services = new YarnServices(process, log);
    services.await("ready");
    return services;
  }

  /** Submits a service; the wait for its notebook is the caller's. */
  void submit(String name, int port) throws IOException {
    say("start " + name + " " + port);
    await("started");
  }

  void remove(String name) throws IOException {
    say("stop " + name);
    await("stopped");
  }

  private void say(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  /** Other lines are the framework's own talk. */
  private void await(String word) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.equals(word)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException(
          "YARN Services ended before '" + word + "': " + Files.readString(log, UTF_8).strip());
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
