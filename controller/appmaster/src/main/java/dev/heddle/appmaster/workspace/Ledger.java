package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * What is saved, on this container's disk, for an agent that is started after another was killed. A
 * line for each change; one that was cut off counts as not written, and what it would have said is
 * done once more.
 */
final class Ledger {
  private static final int FIELDS = 8;

  private final Path file;

  Ledger(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  /** Enters all that is on file; false when there is no ledger yet. */
  boolean read(SaveBook book) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        apply(line, book);
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Writes the whole anew, in one step. */
  void write(Map<String, Stamp> saved) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (BufferedWriter writer = Files.newBufferedWriter(next, UTF_8)) {
      for (Map.Entry<String, Stamp> entry : saved.entrySet()) {
        writer.write(savedLine(entry.getKey(), entry.getValue()));
      }
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void saved(String path, Stamp stamp) throws IOException {
    append(savedLine(path, stamp));
  }

  void discarded(String path) throws IOException {
    append("-\t" + escaped(path) + "\t.\n");
  }

  private void append(String line) throws IOException {
    Files.writeString(file, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String savedLine(String path, Stamp s) {
    return String.join(
            "\t",
            "+",
            escaped(path),
            s.kind().name(),
            Long.toString(s.size()),
            Long.toString(s.modified()),
            Long.toString(s.changed()),
            Long.toString(s.inode()),
            s.executable() ? "x." : "-.")
        + "\n";
  }

  private static void apply(String line, SaveBook book) {
    String[] fields = line.split("\t", -1);
    if (fields.length == 3 && fields[0].equals("-") && fields[2].equals(".")) {
      book.discarded(unescaped(fields[1]));
    } else if (fields.length == FIELDS && fields[7].endsWith(".")) {
      stamp(fields).ifPresent(stamp -> book.known(unescaped(fields[1]), stamp));
    }
  }

  private static Optional<Stamp> stamp(String[] fields) {
    try {
      return Optional.of(
          new Stamp(
              Stamp.Kind.valueOf(fields[2]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[4]),
              Long.parseLong(fields[5]),
              Long.parseLong(fields[6]),
              fields[7].startsWith("x")));
    } catch (IllegalArgumentException torn) {
      return Optional.empty();
    }
  }

  private static String escaped(String path) {
    return path.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        char code = text.charAt(i);
        c = code == 't' ? '\t' : code == 'n' ? '\n' : code == 'r' ? '\r' : code;
      }
      path.append(c);
    }
    return path.toString();
  }
}
