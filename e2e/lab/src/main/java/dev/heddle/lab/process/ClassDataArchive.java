package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The daemons' twelve thousand classes, parsed and verified once, beside the jars they came from.
 * Saves a third of the processor time of a start; without it, or with one of another JDK,
 * everything works as well.
 *
 * @param recording whether the next process to end writes it, or the next to start reads it
 */
public record ClassDataArchive(Path file, boolean recording) {
  public ClassDataArchive {
    requireNonNull(file, "file is null");
  }

  /** The one that belongs to a directory of jars and to this JDK. */
  static ClassDataArchive of(Path directory) {
    return new ClassDataArchive(
        directory.resolve("lab-" + System.getProperty("java.vm.version") + ".jsa"), false);
  }

  ClassDataArchive forRecording() {
    return new ClassDataArchive(file, true);
  }

  List<String> jvmOptions() {
    if (recording) {
      return List.of("-XX:ArchiveClassesAtExit=" + file);
    }
    return Files.exists(file)
        ? List.of(
            "-XX:SharedArchiveFile=" + file,
            "-Xshare:auto",
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off")
        : List.of();
  }
}
