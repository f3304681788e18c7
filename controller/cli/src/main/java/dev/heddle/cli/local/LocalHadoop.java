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

/** HDFS and YARN in one process of their own. */
public final class LocalHadoop implements AutoCloseable {

  private final ChildProcess process;
  private final Path home;
  private JsonNode addresses = Json.mapper().nullNode();

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

  /** Told what a start has reached. Called by the waiting thread. */
  public interface Listener {

    /** One more step is done, in words. */
    default void step(String words) {}

    /** Configuration and addresses are known; nothing has to answer yet. */
    default void configured() throws IOException, InterruptedException {}

    /** Files can be written to HDFS. */
    default void hdfsReady() throws IOException, InterruptedException {}
  }

  /** Waits until HDFS can be written and YARN runs containers. */
  public void awaitReady() throws IOException, InterruptedException {
    awaitReady(new Listener() {});
  }

  /** Waits until HDFS can be written and YARN runs containers, and tells what is reached. */
  public void awaitReady(Listener listener) throws IOException, InterruptedException {
    for (Optional<String> line = process.readLine(); line.isPresent(); line = process.readLine()) {
      JsonNode event = Json.mapper().readTree(line.get());
      switch (event.path("event").asText()) {
        case "progress" -> tell(event, listener);
        case "ready" -> {
          addresses = event;
          return;
        }
        default -> {
          // other events are for other readers
        }
      }
    }
    throw process.failure("did not start");
  }

  private void tell(JsonNode event, Listener listener) throws IOException, InterruptedException {
    switch (event.path("milestone").asText()) {
      case "configured" -> {
        addresses = event;
        listener.configured();
      }
      case "hdfs" -> {
        listener.step(event.path("step").asText());
        listener.hdfsReady();
      }
      default -> listener.step(event.path("step").asText());
    }
  }

  /** Where {@code HADOOP_CONF_DIR} is to point. */
  public Path conf() {
    return home.resolve("conf");
  }

  /** The NameNode's web address. */
  public URI nameNode() {
    return URI.create(addresses.path("namenodeHttp").asText());
  }

  /** The ResourceManager's web address. */
  public URI resourceManager() {
    return URI.create(addresses.path("resourcemanagerHttp").asText());
  }

  /** The default file system. */
  public String fileSystem() {
    return addresses.path("fs").asText();
  }

  /** Asks it to end, and does not wait. */
  public void askToEnd() {
    process.askToEnd();
  }

  @Override
  public void close() {
    process.close();
  }
}
