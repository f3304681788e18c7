package dev.heddle.cli.env;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Symbolic links of an environment. */
final class Links {

  /**
   * What becomes of one.
   *
   * @param target what it says in the archive
   */
  record Packed(String target, Optional<Finding> finding) {}

  private Links() {}

  /**
   * @param name its place in the environment
   * @param target what it says
   */
  static Packed pack(String name, String target, PythonPrefix prefix) {
    Path directory = Path.of("/" + name).getParent();
    if (target.startsWith("/")) {
      Optional<String> own = prefix.relative(target);
      if (own.isEmpty()) {
        return new Packed(target, Optional.of(outside(name, target, prefix)));
      }
      String moved = directory.relativize(Path.of("/" + own.orElseThrow())).toString();
      return new Packed(moved.isEmpty() ? "." : moved, dangling(name, target, prefix));
    }
    Path real = prefix.root().resolve(name).getParent().resolve(target).normalize();
    return real.startsWith(prefix.root())
        ? new Packed(target, dangling(name, target, prefix))
        : new Packed(target, Optional.of(outside(name, real.toString(), prefix)));
  }

  private static Optional<Finding> dangling(String name, String target, PythonPrefix prefix) {
    return Files.exists(prefix.root().resolve(name))
        ? Optional.empty()
        : Optional.of(
            Finding.warning("DeadLink", name + " is a link to " + target + ", which there is not"));
  }

  private static Finding outside(String name, String target, PythonPrefix prefix) {
    if (!name.matches("bin/(python|pypy)[0-9.]*")) {
      return Finding.warning(
          "LinkOutside",
          name + " is a link to " + target + ", which is not packed: each node needs it");
    }
    String version =
        prefix
            .configuration()
            .flatMap(VenvConfiguration::version)
            .map(v -> ", " + v + ",")
            .orElse("");
    String message =
        "the interpreter is "
            + target
            + version
            + " which is not packed: each node needs it, with"
            + " its standard library";
    return target.startsWith("/usr/") || target.startsWith("/opt/")
        ? Finding.note("Interpreter", message)
        : Finding.warning("Interpreter", message);
  }
}
