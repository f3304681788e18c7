package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The symbolic links of the tree. HDFS has none, so they are kept together in one small file: a
 * line with the path, a line with the target, each with its own newlines escaped.
 */
final class Links {
  static final String FILE = Generation.META + "/links";
  static final int MOST_BYTES = 1 << 20;

  private Links() {}

  static String write(Map<String, String> links) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> link : new TreeMap<>(links).entrySet()) {
      text.append(escaped(link.getKey())).append('\n');
      text.append(escaped(link.getValue())).append('\n');
    }
    return text.toString();
  }

  static Map<String, String> read(String text) {
    Map<String, String> links = new TreeMap<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i + 2 < lines.length; i += 2) {
      links.put(unescaped(lines[i]), unescaped(lines[i + 1]));
    }
    return links;
  }

  static RemoteTree.Content content(String text) {
    return output -> output.write(text.getBytes(UTF_8));
  }

  /** Makes those that are not there; one that would point outside is left out. */
  static void restore(Map<String, String> links, Path root) throws IOException {
    Path top = root.toAbsolutePath().normalize();
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path place = top.resolve(link.getKey()).normalize();
      Path parent = place.getParent();
      if (!place.startsWith(top)
          || place.equals(top)
          || !parent.resolve(link.getValue()).normalize().startsWith(top)
          || !Files.isDirectory(parent)) {
        continue;
      }
      try {
        Files.createSymbolicLink(place, Path.of(link.getValue()));
      } catch (FileAlreadyExistsException restoredBefore) {
        // It stays as it is.
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\\\", "\\");
  }
}
