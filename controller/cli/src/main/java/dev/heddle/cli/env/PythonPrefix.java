package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.cli.terminal.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory with a Python environment in it.
 *
 * @param root where it is
 * @param ownPaths the paths by which its files may name it, the longest first: where it is, and
 *     where it was made
 * @param configuration of a virtual environment
 */
record PythonPrefix(
    Path root, Kind kind, List<String> ownPaths, Optional<VenvConfiguration> configuration) {

  private static final Pattern ACTIVATED =
      Pattern.compile("(?m)^\\s*(?:export )?VIRTUAL_ENV=[\"']?(/[^\"'\\n]+)");

  enum Kind {
    VENV,
    CONDA
  }

  PythonPrefix {
    requireNonNull(root, "root is null");
    requireNonNull(kind, "kind is null");
    ownPaths = List.copyOf(ownPaths);
    requireNonNull(configuration, "configuration is null");
  }

  static PythonPrefix of(Path directory) {
    Path given = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(given)) {
      throw new CliException(
          "there is no directory " + given, "give the directory of an environment");
    }
    try {
      Path root = given.toRealPath();
      Path file = root.resolve("pyvenv.cfg");
      Set<String> paths = new LinkedHashSet<>();
      paths.add(given.toString());
      paths.add(root.toString());
      if (Files.isRegularFile(file)) {
        activatedPath(root).ifPresent(paths::add);
        Optional<VenvConfiguration> configuration =
            Optional.of(VenvConfiguration.parse(Files.readString(file)));
        return new PythonPrefix(root, Kind.VENV, longestFirst(paths), configuration);
      }
      if (Files.isDirectory(root.resolve("conda-meta"))) {
        return new PythonPrefix(root, Kind.CONDA, longestFirst(paths), Optional.empty());
      }
    } catch (IOException e) {
      throw new CliException(given + " can't be read: " + e.getMessage(), "", e);
    }
    throw new CliException(
        given + " is no Python environment: it has neither pyvenv.cfg nor conda-meta",
        "give the directory that VIRTUAL_ENV or CONDA_PREFIX names while it is active");
  }

  /** An environment that was moved, or made by way of a link, is named so by its own files. */
  private static Optional<String> activatedPath(Path root) throws IOException {
    Path activate = root.resolve("bin/activate");
    if (!Files.isRegularFile(activate)) {
      return Optional.empty();
    }
    Matcher matcher = ACTIVATED.matcher(new String(Files.readAllBytes(activate), UTF_8));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static List<String> longestFirst(Set<String> paths) {
    return paths.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  Path python() {
    return root.resolve("bin/python");
  }

  /** What follows the environment's own path, without a slash; empty when it is another path. */
  Optional<String> relative(String path) {
    return ownPaths.stream()
        .filter(own -> path.equals(own) || path.startsWith(own + "/"))
        .map(own -> path.length() == own.length() ? "" : path.substring(own.length() + 1))
        .findFirst();
  }

  /** The text with each of the environment's own paths replaced. */
  String replaceOwn(String text, String replacement) {
    String result = text;
    for (String own : ownPaths) {
      result =
          Pattern.compile(Pattern.quote(own) + "(?![A-Za-z0-9._-])")
              .matcher(result)
              .replaceAll(Matcher.quoteReplacement(replacement));
    }
    return result;
  }
}
