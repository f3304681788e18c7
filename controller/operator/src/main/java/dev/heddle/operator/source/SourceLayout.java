package dev.heddle.operator.source;

import java.util.Locale;

/** What the names below a source's root mean: {@code <root>/<namespace>/**}{@code /*.yaml}. */
final class SourceLayout {

  private static final String NAMESPACE_FORM = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  private SourceLayout() {}

  /** Names that writers use for what is hidden or not finished; files and directories alike. */
  static boolean isIgnored(String name) {
    return name.startsWith(".")
        || name.startsWith("_")
        || name.endsWith("._COPYING_")
        || name.endsWith(".tmp")
        || name.endsWith("~");
  }

  static boolean isManifest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
  }

  static boolean isNamespace(String name) {
    return name.matches(NAMESPACE_FORM);
  }

  /** The namespace of a path relative to the root: its first directory. */
  static String namespaceOf(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** Whether {@code path} is {@code place} or lies below it. */
  static boolean isAtOrBelow(String path, String place) {
    return path.equals(place) || path.startsWith(place + "/");
  }

  static String child(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
