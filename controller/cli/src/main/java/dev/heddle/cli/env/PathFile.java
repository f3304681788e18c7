package dev.heddle.cli.env;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code .pth} file: directories that Python looks in for modules beside {@code site-packages}.
 */
final class PathFile {

  /** What became of it. */
  record Mended(Optional<String> content, List<Finding> findings) {}

  private PathFile() {}

  /**
   * @param name its place in the environment
   */
  static Mended mend(String name, String text, PythonPrefix prefix) {
    List<Finding> findings = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean changed = false;
    Path directory = Path.of("/" + name).getParent();
    for (String line : text.lines().toList()) {
      String path = line.strip();
      Optional<String> own = path.startsWith("/") ? prefix.relative(path) : Optional.empty();
      if (own.isPresent()) {
        lines.add(directory.relativize(Path.of("/" + own.orElseThrow())).toString());
        changed = true;
      } else {
        lines.add(line);
        if (path.startsWith("/")) {
          findings.add(
              Finding.warning(
                  "PathOutside",
                  name
                      + " puts "
                      + path
                      + " on Python's path, which is not packed: each node needs it"));
        }
      }
    }
    return new Mended(
        changed ? Optional.of(String.join("\n", lines) + "\n") : Optional.empty(), findings);
  }
}
