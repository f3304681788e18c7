package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import dev.heddle.crd.tree.LocatedTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands with what they must print. An expectation is a list of expressions, each for one whole
 * line; {@code ...} stands for any number of lines.
 *
 * @param title what the commands are about
 * @param files the files that they read
 * @param entries the commands, which build on one another
 */
public record Catalogue(String title, Map<String, String> files, List<Entry> entries) {

  private static final String ANY = "...";

  public Catalogue {
    requireNonNull(title, "title is null");
    files = Map.copyOf(files);
    entries = List.copyOf(entries);
  }

  /**
   * One command.
   *
   * @param run the line of shell
   * @param code the exit code
   * @param out what it prints
   * @param err what it complains of; not looked at when the command succeeds and nothing is said
   * @param since the first minor version that knows the command
   * @param not minor versions that can't
   */
  public record Entry(
      String run,
      int code,
      Optional<List<String>> out,
      Optional<List<String>> err,
      int since,
      List<Integer> not) {

    public boolean appliesTo(int minor) {
      return minor >= since && !not.contains(minor);
    }

    /** What is wrong with how it ended; empty when nothing is. */
    public Optional<String> differences(CommandLine.Result result, String namespace) {
      boolean good =
          result.code() == code
              && out.map(lines -> matches(lines, result.out(), namespace)).orElse(true)
              && err.map(lines -> matches(lines, result.err(), namespace)).orElse(true);
      return good
          ? Optional.empty()
          : Optional.of(
              "$ %s\n  ended with %d, wanted is %d%s%s"
                  .formatted(
                      run,
                      result.code(),
                      code,
                      printed("out", out, result.out()),
                      printed("err", err, result.err())));
    }

    private static String printed(String name, Optional<List<String>> wanted, String found) {
      return "\n  %s: %s\n  wanted: %s"
          .formatted(name, found.strip().replace("\n", "\n       "), wanted.orElse(List.of(ANY)));
    }

    private static boolean matches(List<String> wanted, String found, String namespace) {
      List<String> lines =
          found.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).toList();
      List<String> expressions =
          wanted.stream().map(text -> text.replace("$NS", namespace)).toList();
      return matches(expressions, 0, lines, 0);
    }

    private static boolean matches(List<String> wanted, int w, List<String> lines, int l) {
      if (w == wanted.size()) {
        return l == lines.size();
      }
      if (wanted.get(w).equals(ANY)) {
        for (int skip = l; skip <= lines.size(); skip++) {
          if (matches(wanted, w + 1, lines, skip)) {
            return true;
          }
        }
        return false;
      }
      return l < lines.size()
          && lines.get(l).matches(wanted.get(w))
          && matches(wanted, w + 1, lines, l + 1);
    }
  }

  /** The catalogue in a resource of this module. */
  public static Catalogue read(String resource) {
    JsonNode root =
        new DocumentReader(Limits.standard())
            .read(resource, text(resource)).stream()
                .peek(
                    document -> {
                      if (!document.problems().isEmpty()) {
                        throw new IllegalStateException(resource + ": " + document.problems());
                      }
                    })
                .flatMap(document -> document.tree().stream())
                .map(LocatedTree::root)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(resource + " is empty"));
    Map<String, String> files = new LinkedHashMap<>();
    root.path("files").properties().forEach(f -> files.put(f.getKey(), f.getValue().asText()));
    List<Entry> entries = new ArrayList<>();
    root.path("commands").forEach(command -> entries.add(entry(command)));
    return new Catalogue(root.path("title").asText(), files, entries);
  }

  private static Entry entry(JsonNode command) {
    List<Integer> not = new ArrayList<>();
    command.path("not").forEach(version -> not.add(minor(version.asText())));
    return new Entry(
        command.path("run").asText(),
        command.path("code").asInt(0),
        lines(command.path("out")),
        lines(command.path("err")),
        minor(command.path("since").asText("1.0")),
        not);
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }

  private static Optional<List<String>> lines(JsonNode list) {
    if (list.isMissingNode()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    list.forEach(line -> lines.add(line.asText()));
    return Optional.of(lines);
  }

  private static String text(String resource) {
    try (InputStream stream = Catalogue.class.getResourceAsStream(resource)) {
      return new String(
          requireNonNull(stream, resource + " is not in this module").readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
