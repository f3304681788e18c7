package dev.heddle.cli.env;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file or directory that does not outlive its use, also when the command is interrupted. */
final class Scratch implements AutoCloseable {

  private final Path path;
  private final Thread onExit = new Thread(this::delete, "heddle-env-cleanup");

  Scratch(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The process ends: the hook runs now.
    }
  }

  private void delete() {
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException e) {
      // Nothing is left.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
