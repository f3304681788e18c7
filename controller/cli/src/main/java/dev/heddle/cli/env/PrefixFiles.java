package dev.heddle.cli.env;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of an environment is packed, by its place in it, in the order of the archive.
 *
 * @param entries directories come before what is in them
 * @param skipped what is no file, directory or link
 */
record PrefixFiles(SortedMap<String, Entry> entries, List<String> skipped) {

  /** Packages and other environments of a conda installation's base. */
  private static final Set<String> NOT_OF_CONDA = Set.of("pkgs", "envs");

  enum Type {
    DIRECTORY,
    FILE,
    LINK
  }

  /** A file, directory or symbolic link. */
  record Entry(Type type, Path path, long size) {}

  PrefixFiles {
    requireNonNull(entries, "entries is null");
    skipped = List.copyOf(skipped);
  }

  /** Byte code is left out: it goes by the times of files, which an archive does not keep. */
  static PrefixFiles of(PythonPrefix prefix) throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    List<String> skipped = new ArrayList<>();
    Path root = prefix.root();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = root.relativize(directory).toString();
            boolean other = prefix.kind() == PythonPrefix.Kind.CONDA && NOT_OF_CONDA.contains(name);
            if (other || directory.endsWith("__pycache__")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!name.isEmpty()) {
              entries.put(name, new Entry(Type.DIRECTORY, directory, 0));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = root.relativize(file).toString();
            if (attributes.isSymbolicLink()) {
              entries.put(name, new Entry(Type.LINK, file, 0));
            } else if (attributes.isRegularFile()) {
              entries.put(name, new Entry(Type.FILE, file, attributes.size()));
            } else {
              skipped.add(name);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new PrefixFiles(entries, skipped);
  }

  /** Modules, which byte code is made of. */
  List<String> modules() {
    return entries.entrySet().stream()
        .filter(each -> each.getValue().type() == Type.FILE)
        .map(java.util.Map.Entry::getKey)
        .filter(name -> name.startsWith("lib") && name.endsWith(".py"))
        .toList();
  }

  long size() {
    return entries.values().stream().mapToLong(Entry::size).sum();
  }
}
