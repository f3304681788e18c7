package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.yaml.FileProblem;
import dev.heddle.crd.yaml.Manifest;
import dev.heddle.crd.yaml.ManifestReader;
import dev.heddle.crd.yaml.ManifestReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads manifests from files, directories and standard input ({@code -}). */
final class ManifestFiles {

  private final Environment environment;
  private final ManifestReader reader = new ManifestReader();

  ManifestFiles(Environment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /**
   * One file's content.
   *
   * @param directory against which its relative paths are read
   */
  record Content(Path directory, ManifestReport report) {}

  /** Everything in these places; a directory stands for the manifests below it. */
  List<Content> read(List<String> places) {
    List<Content> contents = new ArrayList<>();
    for (String place : places) {
      if (place.equals("-")) {
        contents.add(new Content(Path.of(""), reader.read("standard input", bytes(place))));
      } else {
        for (Path file : files(Path.of(place))) {
          Path directory = file.toAbsolutePath().getParent();
          contents.add(
              new Content(directory, reader.read(file.toString(), bytes(file.toString()))));
        }
      }
    }
    return contents;
  }

  /**
   * All manifests of these places.
   *
   * @throws CliException naming every mistake, when there is any
   */
  List<Content> readClean(List<String> places) {
    List<Content> contents = read(places);
    int mistakes = printProblems(contents);
    if (mistakes > 0) {
      throw new CliException(
          mistakes == 1
              ? "there is a mistake, so nothing was done"
              : "there are " + mistakes + " mistakes, so nothing was done",
          "mend them; heddle validate checks without an operator");
    }
    if (contents.stream().allMatch(content -> content.report().manifests().isEmpty())) {
      throw new CliException("there is no resource in " + String.join(", ", places));
    }
    return contents;
  }

  /** Prints all mistakes to standard error; how many there are. */
  int printProblems(List<Content> contents) {
    int mistakes = 0;
    for (Content content : contents) {
      for (FileProblem problem : content.report().problems()) {
        environment.err().println(problem);
        mistakes++;
      }
    }
    return mistakes;
  }

  static List<Manifest> manifests(List<Content> contents) {
    return contents.stream().flatMap(content -> content.report().manifests().stream()).toList();
  }

  private static List<Path> files(Path place) {
    if (!Files.exists(place)) {
      throw new CliException("there is no file or directory " + place);
    }
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> below = Files.walk(place)) {
      return below.filter(Files::isRegularFile).filter(f -> isManifest(place, f)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + place, e);
    }
  }

  /** By the same rule by which the operator reads a source. */
  private static boolean isManifest(Path root, Path file) {
    for (Path part : root.relativize(file)) {
      String name = part.toString();
      if (name.startsWith(".") || name.startsWith("_")) {
        return false;
      }
    }
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  /** One byte more than allowed is enough to see that there is too much. */
  private byte[] bytes(String place) {
    int limit = Limits.standard().bytes() + 1;
    try {
      if (place.equals("-")) {
        return environment.in().readNBytes(limit);
      }
      try (InputStream file = Files.newInputStream(Path.of(place))) {
        return file.readNBytes(limit);
      }
    } catch (IOException e) {
      throw new CliException(place + " can't be read: " + e, "", e);
    }
  }
}
