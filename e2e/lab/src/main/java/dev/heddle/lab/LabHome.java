package dev.heddle.lab;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of one lab, and what lies where in it. */
public record LabHome(Path path) {
  public LabHome {
    requireNonNull(path, "path is null");
    path = path.toAbsolutePath().normalize();
  }

  /** Client configuration: what {@code HADOOP_CONF_DIR} is to name. */
  public Path conf() {
    return path.resolve("conf");
  }

  /** What differs for one daemon; searched before {@link #conf}. */
  public Path conf(Daemon daemon) {
    return path.resolve("conf-" + daemon.name());
  }

  public Path logs() {
    return path.resolve("logs");
  }

  /** What a JVM prints by itself, outside its log: why it could not start, for one. */
  public Path output(LabProcess process) {
    return logs().resolve(process.name() + ".out");
  }

  /** State that outlives a restart. */
  public Path data() {
    return path.resolve("data");
  }

  public Path data(Daemon daemon) {
    return data().resolve(daemon.name());
  }

  /** Process ids, locks and scratch files of what runs now. */
  public Path run() {
    return path.resolve("run");
  }

  public Path pidFile(LabProcess process) {
    return run().resolve(process.name() + ".pid");
  }

  /** Shape and ports, as last chosen. */
  public Path settings() {
    return path.resolve("lab.json");
  }

  /** Held by the command that works on the lab. */
  public Path lock() {
    return path.resolve("lock");
  }

  /** All that a lab left here, and nothing that somebody else put beside it. */
  List<Path> contents() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    Set<Path> own = Set.of(conf(), logs(), data(), run(), settings(), lock());
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(
              each -> own.contains(each) || each.getFileName().toString().startsWith("conf-"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
