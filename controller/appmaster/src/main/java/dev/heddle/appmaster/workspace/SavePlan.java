package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done now. Changes nothing.
 *
 * <ul>
 *   <li>A file is saved once it has been quiet for a moment, or at the latest when it has been
 *       waiting for long: a writer that truncates and writes is not read half way.
 *   <li>What is gone is discarded a little later, topmost first, and never while the same file
 *       under its new name still waits to be saved.
 *   <li>A directory is made before what is in it.
 * </ul>
 */
final class SavePlan {
  private final Map<String, Stamp> saved;
  private final Map<String, PendingChange> changes;

  SavePlan(Map<String, Stamp> saved, Map<String, PendingChange> changes) {
    this.saved = requireNonNull(saved, "saved is null");
    this.changes = requireNonNull(changes, "changes is null");
  }

  List<SaveBook.Step> due(Instant at, boolean hurry) {
    List<SaveBook.Step> steps = new ArrayList<>();
    Set<String> made = new HashSet<>();
    Optional<Set<Long>> waiting = Optional.empty();
    for (Map.Entry<String, PendingChange> entry : changes.entrySet()) {
      String path = entry.getKey();
      PendingChange change = entry.getValue();
      if (change.underWay || change.notBefore.isAfter(at)) {
        continue;
      }
      Optional<Stamp> before = Optional.ofNullable(saved.get(path));
      boolean replaced =
          change.now.isPresent()
              && before.isPresent()
              && before.get().kind() != change.now.get().kind();
      if (change.now.isEmpty() || replaced) {
        boolean ripe = hurry || replaced || !change.ripe().isAfter(at);
        if (ripe && !goesWithParent(path)) {
          if (waiting.isEmpty()) {
            waiting = Optional.of(waitingInodes());
          }
          if (!renamed(path, waiting.get())) {
            steps.add(new SaveBook.Discard(path));
          }
        }
      } else if (!change.now.get().isFile()) {
        addDirectories(path, made, steps);
      } else if (hurry || !change.ripe().isAfter(at)) {
        addDirectories(Paths.parent(path), made, steps);
        if (parentIsThere(path, made)) {
          steps.add(new SaveBook.Save(path, change.now.get(), Duration.between(change.since, at)));
        }
      }
    }
    return steps;
  }

  private void addDirectories(String directory, Set<String> made, List<SaveBook.Step> steps) {
    if (directory.isEmpty() || made.contains(directory) || isSavedDirectory(directory)) {
      return;
    }
    PendingChange change = changes.get(directory);
    if (change == null
        || change.now.isEmpty()
        || change.now.get().isFile()
        || saved.containsKey(directory)) {
      return;
    }
    addDirectories(Paths.parent(directory), made, steps);
    if (parentIsThere(directory, made)) {
      made.add(directory);
      steps.add(new SaveBook.MakeDirectory(directory));
    }
  }

  private boolean parentIsThere(String path, Set<String> made) {
    String parent = Paths.parent(path);
    return parent.isEmpty() || made.contains(parent) || isSavedDirectory(parent);
  }

  private boolean isSavedDirectory(String path) {
    Stamp stamp = saved.get(path);
    return stamp != null && !stamp.isFile();
  }

  private boolean goesWithParent(String path) {
    String parent = Paths.parent(path);
    if (parent.isEmpty() || !saved.containsKey(parent)) {
      return false;
    }
    PendingChange change = changes.get(parent);
    return change != null && (change.now.isEmpty() || change.now.get().isFile());
  }

  private Set<Long> waitingInodes() {
    Set<Long> inodes = new HashSet<>();
    for (PendingChange change : changes.values()) {
      if (change.now.isPresent() && change.now.get().isFile()) {
        inodes.add(change.now.get().inode());
      }
    }
    return inodes;
  }

  private boolean renamed(String path, Set<Long> waiting) {
    if (waiting.isEmpty()) {
      return false;
    }
    for (Map.Entry<String, Stamp> entry : saved.entrySet()) {
      boolean affected = entry.getKey().equals(path) || Paths.isBelow(entry.getKey(), path);
      if (affected && entry.getValue().isFile() && waiting.contains(entry.getValue().inode())) {
        // The very same path has just been written anew, which is no new name.
        PendingChange change = changes.get(entry.getKey());
        if (change == null || change.now.isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }
}
