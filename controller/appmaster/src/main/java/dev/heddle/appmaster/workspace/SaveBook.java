package dev.heddle.appmaster.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is saved, what has changed since, and so what is to be done now. Knows no disk, no HDFS and
 * no clock: looks and results come in, steps go out. Used by one thread.
 *
 * <ul>
 *   <li>A file is saved once it has been quiet for a moment, or at the latest when it has been
 *       waiting for long: a writer that truncates and writes is not read half way.
 *   <li>What is gone is discarded a little later, topmost first, and never while the same file
 *       under its new name still waits to be saved.
 *   <li>A directory is made before what is in it.
 * </ul>
 */
final class SaveBook {
  /** How long a file must not have changed. */
  static final Duration QUIET = Duration.ofMillis(200);

  /** After this a file that changes all the time is tried nonetheless. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  /** Programs replace a file by deleting it and writing it anew. */
  static final Duration GONE = Duration.ofSeconds(1);

  /** What waits for longer is worth telling. */
  static final Duration LATE = Duration.ofSeconds(5);

  /** Something to do; all of it may be done twice. */
  sealed interface Step {
    String path();
  }

  record MakeDirectory(String path) implements Step {}

  /**
   * @param stamp the state to save
   * @param waited since when it has been waiting
   */
  record Save(String path, Stamp stamp, Duration waited) implements Step {}

  record Discard(String path) implements Step {}

  private static final class Change {
    private Optional<Stamp> now;
    private Instant since;
    private Instant last;
    private Instant notBefore = Instant.MIN;
    private boolean underWay;

    private Change(Optional<Stamp> now, Instant at) {
      this.now = now;
      this.since = at;
      this.last = at;
    }
  }

  private final Map<String, Stamp> saved = new HashMap<>();
  private final Map<String, Change> changes = new LinkedHashMap<>();

  /** On record as saved or restored. */
  void known(String path, Stamp stamp) {
    saved.put(path, stamp);
  }

  Map<String, Stamp> saved() {
    return Map.copyOf(saved);
  }

  Optional<Stamp> savedState(String path) {
    return Optional.ofNullable(saved.get(path));
  }

  /**
   * A look at one path.
   *
   * @param written when it was last written, as far as is known; not after {@code at}
   */
  void observe(String path, Optional<Stamp> now, Instant written, Instant at) {
    Change change = changes.get(path);
    Optional<Stamp> before = Optional.ofNullable(saved.get(path));
    if (change == null) {
      if (!now.equals(before)) {
        changes.put(path, new Change(now, written.isAfter(at) ? at : written));
      }
      return;
    }
    if (!change.now.equals(now)) {
      change.now = now;
      change.last = written.isBefore(change.last) || written.isAfter(at) ? at : written;
    }
    if (now.equals(before) && !change.underWay) {
      changes.remove(path);
    }
  }

  /** Paths on record or waiting at or below a path. */
  List<String> at(String path) {
    List<String> found = new ArrayList<>();
    for (Collection<String> paths : List.of(saved.keySet(), changes.keySet())) {
      for (String each : paths) {
        if (each.equals(path) || Paths.isBelow(each, path)) {
          found.add(each);
        }
      }
    }
    return found;
  }

  /**
   * What is due.
   *
   * @param hurry do not wait for quiet: nothing writes any more, or time runs out
   */
  List<Step> due(Instant at, boolean hurry) {
    List<Step> steps = new ArrayList<>();
    Set<String> made = new HashSet<>();
    Optional<Set<Long>> waiting = Optional.empty();
    for (Map.Entry<String, Change> entry : changes.entrySet()) {
      String path = entry.getKey();
      Change change = entry.getValue();
      if (change.underWay || change.notBefore.isAfter(at)) {
        continue;
      }
      Optional<Stamp> before = Optional.ofNullable(saved.get(path));
      boolean replaced =
          change.now.isPresent()
              && before.isPresent()
              && before.get().kind() != change.now.get().kind();
      if (change.now.isEmpty() || replaced) {
        boolean ripe = hurry || replaced || !change.last.plus(GONE).isAfter(at);
        if (ripe && !goesWithParent(path)) {
          if (waiting.isEmpty()) {
            waiting = Optional.of(waitingInodes());
          }
          if (!renamed(path, waiting.get())) {
            steps.add(new Discard(path));
          }
        }
      } else if (!change.now.get().isFile()) {
        addDirectories(path, made, steps);
      } else if (hurry
          || !change.last.plus(QUIET).isAfter(at)
          || !change.since.plus(LONGEST).isAfter(at)) {
        addDirectories(Paths.parent(path), made, steps);
        if (parentIsThere(path, made)) {
          steps.add(new Save(path, change.now.get(), Duration.between(change.since, at)));
        }
      }
    }
    return steps;
  }

  /** When something may be due, if nothing else happens. */
  Optional<Instant> nextDue() {
    Instant next = Instant.MAX;
    for (Change change : changes.values()) {
      if (!change.underWay) {
        Instant ripe =
            change.now.isEmpty()
                ? change.last.plus(GONE)
                : earlier(change.last.plus(QUIET), change.since.plus(LONGEST));
        next = earlier(next, ripe.isAfter(change.notBefore) ? ripe : change.notBefore);
      }
    }
    return next.equals(Instant.MAX) ? Optional.empty() : Optional.of(next);
  }

  /** A save has been handed to somebody; nothing more is planned for it until it comes back. */
  void begun(String path) {
    changes.get(path).underWay = true;
  }

  void done(String path, Stamp stamp) {
    saved.put(path, stamp);
    Change change = changes.get(path);
    if (change == null) {
      return;
    }
    change.underWay = false;
    if (change.now.equals(Optional.of(stamp))) {
      changes.remove(path);
    } else {
      change.since = change.last;
    }
  }

  /** It did not work, or the file changed meanwhile: others have their turn first. */
  void again(String path, Instant notBefore) {
    Change change = changes.remove(path);
    if (change != null) {
      change.underWay = false;
      change.notBefore = notBefore;
      changes.put(path, change);
    }
  }

  void discarded(String path) {
    List<String> gone = new ArrayList<>();
    for (String each : saved.keySet()) {
      if (each.equals(path) || Paths.isBelow(each, path)) {
        gone.add(each);
      }
    }
    for (String each : gone) {
      saved.remove(each);
      Change change = changes.get(each);
      if (change != null && change.now.isEmpty() && !change.underWay) {
        changes.remove(each);
      }
    }
    Change change = changes.get(path);
    if (change != null && change.now.isEmpty()) {
      changes.remove(path);
    }
  }

  /** HDFS turned out not to have a directory that is on record: all of it is saved again. */
  void lost(String directory, Instant at) {
    for (String each : List.copyOf(saved.keySet())) {
      if (each.equals(directory) || Paths.isBelow(each, directory)) {
        Stamp stamp = saved.remove(each);
        changes.putIfAbsent(each, new Change(Optional.of(stamp), at));
      }
    }
  }

  /** Nothing is waiting or under way. */
  boolean isClean() {
    return changes.isEmpty();
  }

  /** Changes that have waited for longer than usual. */
  int late(Instant at) {
    int late = 0;
    for (Change change : changes.values()) {
      if (change.since.plus(LATE).isBefore(at)) {
        late++;
      }
    }
    return late;
  }

  int waiting() {
    return changes.size();
  }

  private void addDirectories(String directory, Set<String> made, List<Step> steps) {
    if (directory.isEmpty() || made.contains(directory) || isSavedDirectory(directory)) {
      return;
    }
    Change change = changes.get(directory);
    if (change == null
        || change.now.isEmpty()
        || change.now.get().isFile()
        || saved.containsKey(directory)) {
      return;
    }
    addDirectories(Paths.parent(directory), made, steps);
    if (parentIsThere(directory, made)) {
      made.add(directory);
      steps.add(new MakeDirectory(directory));
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
    Change change = changes.get(parent);
    return change != null && (change.now.isEmpty() || change.now.get().isFile());
  }

  private Set<Long> waitingInodes() {
    Set<Long> inodes = new HashSet<>();
    for (Change change : changes.values()) {
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
        Change change = changes.get(entry.getKey());
        if (change == null || change.now.isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
