package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The jars the daemons run from. */
public record DaemonClassPath(List<String> entries) {
  /**
   * Names a directory of jars to run the daemons from, for a process whose own class path is
   * another Hadoop's.
   */
  public static final String DIRECTORY_PROPERTY = "heddle.lab.lib";

  public DaemonClassPath {
    entries = List.copyOf(entries);
  }

  /** All jars of a directory. */
  public static DaemonClassPath of(Path directory) {
    requireNonNull(directory, "directory is null");
    if (!Files.isDirectory(directory)) {
      throw new LabException(directory + " is not a directory with the lab's jars");
    }
    return new DaemonClassPath(List.of(directory.toAbsolutePath().resolve("*").toString()));
  }

  /** The directory of {@link #DIRECTORY_PROPERTY}, else this process's own class path. */
  public static DaemonClassPath ofThisProcess() {
    String directory = System.getProperty(DIRECTORY_PROPERTY, "");
    if (!directory.isEmpty()) {
      return of(Path.of(directory));
    }
    String own = System.getProperty("java.class.path", "");
    return new DaemonClassPath(
        Arrays.stream(own.split(File.pathSeparator)).filter(part -> !part.isEmpty()).toList());
  }

  /** As the JVM's {@code -cp} wants it. */
  public String forJava() {
    return String.join(File.pathSeparator, entries);
  }

  /** As {@code yarn.application.classpath} wants it. */
  public String forContainers() {
    return String.join(",", entries);
  }
}
