package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Brings the workspace's files into the service's directory. Each appears there whole; after a kill
 * it is done once more, and what is there already stays. A file that the service has made
 * meanwhile, where it was started at once, is never replaced.
 */
final class Restoring {
  private static final int BUFFER = 8 * 1024;

  private record File(String path, RemoteTree.Entry entry) {}

  private final RemoteTree tree;
  private final LocalTree local;
  private final Path incoming;
  private final ExecutorService workers;
  private final BooleanSupplier givenUp;

  /**
   * @param incoming directory on the same disk for files on their way
   * @param givenUp whether the files are not wanted any more; asked again and again
   */
  Restoring(
      RemoteTree tree,
      LocalTree local,
      Path incoming,
      ExecutorService workers,
      BooleanSupplier givenUp) {
    this.tree = requireNonNull(tree, "tree is null");
    this.local = requireNonNull(local, "local is null");
    this.incoming = requireNonNull(incoming, "incoming is null");
    this.workers = requireNonNull(workers, "workers is null");
    this.givenUp = requireNonNull(givenUp, "givenUp is null");
  }

  /**
   * @param replace whether a local file of that name is a leftover of an earlier try
   * @return what is restored, as it is on the disk now
   */
  Map<String, Stamp> run(boolean replace) throws IOException {
    Files.createDirectories(incoming);
    Map<String, Stamp> restored = new ConcurrentHashMap<>();
    List<File> files = new ArrayList<>();
    Deque<String> directories = new ArrayDeque<>();
    directories.add("");
    while (!directories.isEmpty()) {
      requireWanted();
      String directory = directories.poll();
      for (RemoteTree.Entry entry : tree.list(Paths.toRemote(directory))) {
        String path = Paths.child(directory, Paths.toLocal(entry.name()));
        if (path.equals(Generation.META) || local.ignores(path)) {
          continue;
        }
        if (entry.directory()) {
          Files.createDirectories(local.at(path));
          restored.put(path, Stamp.DIRECTORY);
          directories.add(path);
        } else {
          files.add(new File(path, entry));
        }
      }
    }
    restore(files, replace, restored);
    Links.restore(links(), local.at(""));
    return restored;
  }

  private void restore(List<File> files, boolean replace, Map<String, Stamp> restored)
      throws IOException {
    List<Future<?>> tasks = new ArrayList<>(files.size());
    for (int i = 0; i < files.size(); i++) {
      File file = files.get(i);
      Path place = incoming.resolve(Integer.toString(i));
      tasks.add(
          workers.submit(
              () -> {
                restore(file, place, replace, restored);
                return null;
              }));
    }
    IOException failure = null;
    for (Future<?> task : tasks) {
      try {
        if (failure == null) {
          task.get();
        } else {
          task.cancel(false);
        }
      } catch (ExecutionException e) {
        failure =
            e.getCause() instanceof IOException io ? io : new IOException("restore", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void restore(File file, Path place, boolean replace, Map<String, Stamp> restored)
      throws IOException {
    requireWanted();
    Path target = local.at(file.path());
    RemoteTree.Entry entry = file.entry();
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    FileTime modified = FileTime.fromMillis(entry.modified());
    if (there && Files.size(target) == entry.size() && isOfTime(target, modified)) {
      local.stamp(file.path()).ifPresent(stamp -> restored.put(file.path(), stamp));
      return;
    }
    if (there && !replace) {
      return;
    }
    try (InputStream input = tree.open(Paths.toRemote(file.path()))) {
      copy(input, place);
    }
    if (Files.size(place) != entry.size()) {
      throw new IOException(
          file.path() + " has " + Files.size(place) + " bytes instead of " + entry.size());
    }
    if (entry.executable() && !place.toFile().setExecutable(true, true)) {
      throw new IOException(file.path() + " could not be made executable");
    }
    Files.setLastModifiedTime(place, modified);
    if (replace) {
      Files.move(
          place, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else if (!moveIfAbsent(place, target)) {
      return;
    }
    local.stamp(file.path()).ifPresent(stamp -> restored.put(file.path(), stamp));
  }

  private void copy(InputStream input, Path place) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream output = Files.newOutputStream(place)) {
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        requireWanted();
        output.write(buffer, 0, count);
      }
    }
  }

  private void requireWanted() throws IOException {
    if (givenUp.getAsBoolean()) {
      throw new IOException("the files are not wanted any more");
    }
  }

  private static boolean isOfTime(Path file, FileTime time) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() == time.toMillis();
  }

  /** A hard link never replaces anything, as a rename would. */
  private static boolean moveIfAbsent(Path place, Path target) throws IOException {
    try {
      Files.createLink(target, place);
      Files.delete(place);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException madeMeanwhile) {
      Files.delete(place);
      return false;
    }
  }

  private Map<String, String> links() throws IOException {
    try (InputStream input = tree.open(Links.FILE)) {
      return Links.read(new String(input.readNBytes(Links.MOST_BYTES), UTF_8));
    } catch (FileNotFoundException none) {
      return Map.of();
    }
  }
}
