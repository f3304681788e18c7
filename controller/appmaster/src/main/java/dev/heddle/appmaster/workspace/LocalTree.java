package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The service's directory, as it is now. Symbolic links are never followed. */
final class LocalTree {
  private static final String FACTS = "unix:mode,ino,size,lastModifiedTime,ctime";
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int OWNER_MAY_RUN = 0100;
  private static final String UNDECODABLE = "\uFFFD";

  /** Names that HDFS or the workspace itself uses. */
  private static final Set<String> RESERVED = Set.of(Generation.META, ".snapshot", ".reserved");

  /**
   * What a look found.
   *
   * @param files regular files and directories
   * @param links symbolic links that stay within the tree, with their targets
   * @param skipped what cannot be saved, and why
   * @param unread directories that could not be read: nothing is known of what is below
   */
  record Scan(
      Map<String, Stamp> files,
      Map<String, String> links,
      Map<String, String> skipped,
      Set<String> unread) {
    static Scan empty() {
      return new Scan(new HashMap<>(), new TreeMap<>(), new TreeMap<>(), new HashSet<>());
    }

    boolean knows(String path) {
      for (String directory : unread) {
        if (path.equals(directory) || Paths.isBelow(path, directory)) {
          return false;
        }
      }
      return true;
    }
  }

  private final Path root;
  private final IgnoreRules ignore;
  private final long maxFileSize;

  LocalTree(Path root, IgnoreRules ignore, long maxFileSize) {
    this.root = requireNonNull(root, "root is null");
    this.ignore = requireNonNull(ignore, "ignore is null");
    this.maxFileSize = maxFileSize;
  }

  Path at(String path) {
    return root.resolve(path);
  }

  boolean ignores(String path) {
    return ignore.ignores(path);
  }

  /**
   * All that is below a directory.
   *
   * @throws NoSuchFileException when the directory itself is not there
   */
  Scan scan(String directory) throws IOException {
    Scan scan = Scan.empty();
    if (!Files.isDirectory(at(directory), LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(directory);
    }
    scanInto(directory, scan);
    return scan;
  }

  /** One path, and whatever is below it. */
  Scan look(String path) {
    Scan scan = Scan.empty();
    examine(path, scan);
    return scan;
  }

  /** The file or directory of that path; empty also when it is neither. */
  Optional<Stamp> stamp(String path) throws IOException {
    Map<String, Object> facts = facts(path);
    return facts.isEmpty() ? Optional.empty() : stampOf(facts);
  }

  private void scanInto(String directory, Scan scan) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(directory))) {
      for (Path entry : entries) {
        examine(Paths.child(directory, entry.getFileName().toString()), scan);
      }
    } catch (NoSuchFileException | NotDirectoryException deletedMeanwhile) {
      scan.files.remove(directory);
    } catch (IOException | DirectoryIteratorException e) {
      scan.unread.add(directory);
      scan.skipped.put(
          directory,
          e instanceof AccessDeniedException ? "it may not be read" : "it cannot be read");
    }
  }

  private void examine(String path, Scan scan) {
    if (ignore.ignores(path)) {
      return;
    }
    if (path.contains(UNDECODABLE)) {
      scan.skipped.put(path, "its name is not UTF-8");
      return;
    }
    if (RESERVED.contains(Paths.name(path))) {
      scan.skipped.put(path, "its name is reserved");
      return;
    }
    Map<String, Object> facts;
    try {
      facts = facts(path);
    } catch (IOException e) {
      scan.unread.add(path);
      scan.skipped.put(path, "it cannot be read");
      return;
    }
    if (facts.isEmpty()) {
      return;
    }
    if (isLink(facts)) {
      link(path, scan);
      return;
    }
    Optional<Stamp> stamp = stampOf(facts);
    if (stamp.isEmpty()) {
      scan.skipped.put(path, "it is neither file nor directory");
    } else if (stamp.get().size() > maxFileSize) {
      scan.skipped.put(path, "it has " + stamp.get().size() + " bytes, more than maxFileSize");
      // The version that was saved while it was smaller stays.
      scan.unread.add(path);
    } else {
      scan.files.put(path, stamp.get());
      if (!stamp.get().isFile()) {
        scanInto(path, scan);
      }
    }
  }

  private void link(String path, Scan scan) {
    try {
      Path target = Files.readSymbolicLink(at(path));
      Path top = root.toAbsolutePath().normalize();
      Path parent = top.resolve(path).getParent();
      Path aim = parent.resolve(target).normalize();
      if (!aim.startsWith(top)) {
        scan.skipped.put(path, "it is a link to outside of the workspace");
      } else {
        scan.links.put(path, parent.relativize(aim).toString());
      }
    } catch (IOException e) {
      scan.skipped.put(path, "it is a link that cannot be read");
    }
  }

  private Map<String, Object> facts(String path) throws IOException {
    try {
      return Files.readAttributes(at(path), FACTS, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (java.nio.file.FileSystemException e) {
      // A file took the place of a directory on the way.
      if (String.valueOf(e.getReason()).contains("Not a directory")) {
        return Map.of();
      }
      throw e;
    }
  }

  private static boolean isLink(Map<String, Object> facts) {
    return ((Integer) facts.get("mode") & TYPE) == LINK;
  }

  private static Optional<Stamp> stampOf(Map<String, Object> facts) {
    int mode = (Integer) facts.get("mode");
    return switch (mode & TYPE) {
      case DIRECTORY -> Optional.of(Stamp.DIRECTORY);
      case REGULAR ->
          Optional.of(
              new Stamp(
                  Stamp.Kind.FILE,
                  (Long) facts.get("size"),
                  nanos(facts.get("lastModifiedTime")),
                  nanos(facts.get("ctime")),
                  (Long) facts.get("ino"),
                  (mode & OWNER_MAY_RUN) != 0));
      default -> Optional.empty();
    };
  }

  private static long nanos(Object time) {
    return ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }
}
