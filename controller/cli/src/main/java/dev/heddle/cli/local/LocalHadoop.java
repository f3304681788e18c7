package dev.heddle.cli.local;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** HDFS and YARN in one process of their own. */
public final class LocalHadoop implements AutoCloseable {

  private final ChildProcess process;
  private final Path home;
  private JsonNode ready = Json.mapper().nullNode();

  private LocalHadoop(ChildProcess process, Path home) {
    this.process = process;
    this.home = home;
  }

  /**
   * Starts Hadoop without waiting for it.
   *
   * @param distribution the folder with {@code bin/heddle}
   * @param home where its state and logs stay
   */
  public static LocalHadoop start(Path distribution, Path home, Lifetime lifetime)
      throws IOException {
    requireNonNull(home, "home is null");
    String verb =
        switch (lifetime) {
          case WITH_PARENT -> "run";
          case KEPT -> "up";
        };
    List<String> command =
        new ArrayList<>(
            List.of(
                distribution.resolve("bin/heddle").toString(),
                "lab",
                verb,
                "--one-jvm",
                "--home",
                home.toString(),
                "-o",
                "json"));
    if (lifetime == Lifetime.WITH_PARENT) {
      command.addAll(List.of("--with-parent", Long.toString(ProcessHandle.current().pid())));
    }
    ChildProcess process =
        ChildProcess.start("Hadoop", command, Map.of(), home.resolve("logs/lab.log"));
    return new LocalHadoop(process, home);
  }

  /** Stops what an earlier command left running with that home; fine when nothing runs. */
  public static void stop(Path distribution, Path home) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            distribution.resolve("bin/heddle").toString(),
            "lab",
            "down",
            "--home",
            home.toString());
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("Hadoop in " + home + " could not be stopped");
    }
  }

  /**
   * Waits until HDFS can be written and YARN runs containers.
   *
   * @param progress told each daemon as it comes up; the client configuration is complete before
   */
  public void awaitReady(Consumer<String> progress) throws IOException {
    for (Optional<String> line = process.readLine(); line.isPresent(); line = process.readLine()) {
      JsonNode event = Json.mapper().readTree(line.get());
      switch (event.path("event").asText()) {
        case "progress" -> progress.accept(event.path("step").asText());
        case "ready" -> {
          ready = event;
          return;
        }
        default -> {
          // other events are for other readers
        }
      }
    }
    throw process.failure("did not start");
  }

  /** Where {@code HADOOP_CONF_DIR} is to point. */
  public Path conf() {
    return home.resolve("conf");
  }

  /** The NameNode's web address. */
  public URI nameNode() {
    return URI.create(ready.path("namenodeHttp").asText());
  }

  /** The ResourceManager's web address. */
  public URI resourceManager() {
    return URI.create(ready.path("resourcemanagerHttp").asText());
  }

  /** The default file system. */
  public String fileSystem() {
    return ready.path("fs").asText();
  }

  @Override
  public void close() {
    process.close();
  }
}
