package dev.heddle.appmaster.workspace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Jupyter writes notebooks in place, and keeps the version before as {@code .~name} meanwhile. When
 * it was killed on the way, that one is the good one. To be used while nothing writes.
 */
final class NotebookRepair {
  private static final String SUFFIX = ".ipynb";

  private NotebookRepair() {}

  /** Returns how many notebooks it brought back. */
  static int repair(Path root) throws IOException {
    int repaired = 0;
    Deque<Path> directories = new ArrayDeque<>();
    directories.add(root);
    while (!directories.isEmpty()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directories.poll())) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (name.startsWith(IgnoreRules.SAVE_MARK) && name.endsWith(SUFFIX)) {
            repaired += repairOne(entry, name) ? 1 : 0;
          } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            directories.add(entry);
          }
        }
      }
    }
    return repaired;
  }

  private static boolean repairOne(Path mark, String name) throws IOException {
    Path notebook = mark.resolveSibling(name.substring(IgnoreRules.SAVE_MARK.length()));
    if (Files.exists(notebook, LinkOption.NOFOLLOW_LINKS) && isWhole(notebook)) {
      Files.delete(mark);
      return false;
    }
    if (!isWhole(mark)) {
      return false;
    }
    Files.move(mark, notebook, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private static boolean isWhole(Path file) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
      boolean any = false;
      while (parser.nextToken() != null) {
        any = true;
      }
      return any;
    } catch (com.fasterxml.jackson.core.JacksonException cutOff) {
      return false;
    }
  }
}
