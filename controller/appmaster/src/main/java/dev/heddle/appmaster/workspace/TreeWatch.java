package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hears at once which paths change, as far as the system tells: events may be lost, and those of a
 * new directory come late, so a look at the whole tree follows every few seconds anyway.
 */
final class TreeWatch implements Runnable {
  /** What was heard since the last time. */
  record Heard(Set<String> paths, boolean overflow) {}

  private final WatchService service;
  private final Runnable wake;
  private final Map<WatchKey, String> directories = new HashMap<>();
  private final Map<String, WatchKey> keys = new HashMap<>();
  private Set<String> paths = new HashSet<>();
  private boolean overflow;
  private boolean exhausted;

  private TreeWatch(WatchService service, Runnable wake) {
    this.service = service;
    this.wake = requireNonNull(wake, "wake is null");
  }

  static TreeWatch open(Runnable wake) throws IOException {
    return new TreeWatch(FileSystems.getDefault().newWatchService(), wake);
  }

  /** False when the system has no more watches to give; nothing happens when it is watched. */
  synchronized boolean watch(String directory, Path place) {
    if (exhausted) {
      return false;
    }
    if (keys.containsKey(directory)) {
      return true;
    }
    try {
      WatchKey key =
          place.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      directories.put(key, directory);
      keys.put(directory, key);
      return true;
    } catch (IOException e) {
      exhausted = String.valueOf(e.getMessage()).contains("limit");
      return !exhausted;
    }
  }

  /** Forgets a directory that is gone, since its watch would go with it to its new name. */
  synchronized void forget(String directory) {
    for (String each : Set.copyOf(keys.keySet())) {
      if (each.equals(directory) || Paths.isBelow(each, directory)) {
        WatchKey key = keys.remove(each);
        directories.remove(key);
        key.cancel();
      }
    }
  }

  synchronized Heard heard() {
    Heard heard = new Heard(paths, overflow);
    paths = new HashSet<>();
    overflow = false;
    return heard;
  }

  @Override
  public void run() {
    try {
      while (true) {
        hear(service.take());
        wake.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      return;
    }
  }

  private synchronized void hear(WatchKey key) {
    String directory = directories.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        overflow = true;
      } else if (directory != null && event.context() instanceof Path name) {
        paths.add(Paths.child(directory, name.toString()));
      }
    }
    if (!key.reset() && directory != null) {
      directories.remove(key);
      keys.remove(directory, key);
    }
  }
}
