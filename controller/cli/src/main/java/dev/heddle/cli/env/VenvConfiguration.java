package dev.heddle.cli.env;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code pyvenv.cfg} says.
 *
 * @param home directory of the interpreter that the environment was made with
 * @param version of that interpreter
 * @param systemPackages whether its packages are seen too
 */
record VenvConfiguration(Optional<String> home, Optional<String> version, boolean systemPackages) {

  static VenvConfiguration parse(String text) {
    Map<String, String> values = new TreeMap<>();
    text.lines()
        .map(line -> line.split("=", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> values.put(key(parts[0]), parts[1].strip()));
    return new VenvConfiguration(
        Optional.ofNullable(values.get("home")),
        Optional.ofNullable(values.getOrDefault("version", values.get("version_info"))),
        "true".equalsIgnoreCase(values.get("include-system-site-packages")));
  }

  /** The file without the command that made it, which names the place it was made at. */
  static String portable(String text) {
    return text.lines()
        .filter(line -> !key(line.split("=", 2)[0]).equals("command"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
