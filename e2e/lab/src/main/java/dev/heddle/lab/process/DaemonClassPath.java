package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars the daemons run from.
 *
 * @param archive their class data, possible only where all jars lie in one directory
 */
public record DaemonClassPath(List<Path> entries, Optional<ClassDataArchive> archive) {
  /** Names a directory of jars, for a process whose own class path is another Hadoop's. */
  public static final String DIRECTORY_PROPERTY = "heddle.lab.lib";

  public DaemonClassPath {
    entries = List.copyOf(entries);
    requireNonNull(archive, "archive is null");
  }

  /**
   * All jars of a directory, always in the same order, or an archive of class data would not fit.
   */
  public static DaemonClassPath of(Path directory) {
    try (Stream<Path> files = Files.list(directory.toAbsolutePath())) {
      List<Path> jars = files.filter(DaemonClassPath::isJar).sorted().toList();
      return new DaemonClassPath(
          jars, Optional.of(ClassDataArchive.of(directory.toAbsolutePath())));
    } catch (IOException e) {
      throw new LabException(directory + " is no directory with the lab's jars: " + e, e);
    }
  }

  /** The directory of {@link #DIRECTORY_PROPERTY}, else this process's own class path. */
  public static DaemonClassPath ofThisProcess() {
    String directory = System.getProperty(DIRECTORY_PROPERTY, "");
    if (!directory.isEmpty()) {
      return of(Path.of(directory));
    }
    List<Path> own =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .filter(part -> !part.isEmpty())
            .map(part -> Path.of(part).toAbsolutePath())
            .toList();
    List<Path> parents = own.stream().map(Path::getParent).distinct().toList();
    return parents.size() == 1 && own.stream().allMatch(DaemonClassPath::isJar)
        ? of(parents.get(0))
        : new DaemonClassPath(own, Optional.empty());
  }

  /** The same jars; the next process of them to end writes their class data. */
  public DaemonClassPath recording() {
    if (archive.isEmpty()) {
      throw new LabException("class data needs all jars of the lab in one directory");
    }
    return new DaemonClassPath(entries, archive.map(ClassDataArchive::forRecording));
  }

  /** As the JVM's {@code -cp} wants it. */
  String forJava() {
    return joined(File.pathSeparator);
  }

  /** As {@code yarn.application.classpath} wants it. */
  public String forContainers() {
    return joined(",");
  }

  List<String> jvmOptions() {
    return archive.map(ClassDataArchive::jvmOptions).orElse(List.of());
  }

  private String joined(String separator) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(separator));
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar");
  }
}
