package dev.heddle.appmaster.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is saved and what has changed since. Knows no disk, no HDFS and no clock: looks and results
 * come in, the steps of the {@link SavePlan} go out. Used by one thread.
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

  private final Map<String, Stamp> saved = new HashMap<>();
  private final Map<String, PendingChange> changes = new LinkedHashMap<>();

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
    PendingChange change = changes.get(path);
    Optional<Stamp> before = Optional.ofNullable(saved.get(path));
    if (change == null) {
      if (!now.equals(before)) {
        changes.put(path, new PendingChange(now, written.isAfter(at) ? at : written));
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
    return new SavePlan(saved, changes).due(at, hurry);
  }

  /** When something may be due, if nothing else happens. */
  Optional<Instant> nextDue() {
    Instant next = Instant.MAX;
    for (PendingChange change : changes.values()) {
      if (!change.underWay) {
        Instant ripe = change.ripe();
        Instant due = ripe.isAfter(change.notBefore) ? ripe : change.notBefore;
        next = due.isBefore(next) ? due : next;
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
    PendingChange change = changes.get(path);
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
    PendingChange change = changes.remove(path);
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
      PendingChange change = changes.get(each);
      if (change != null && change.now.isEmpty() && !change.underWay) {
        changes.remove(each);
      }
    }
    PendingChange change = changes.get(path);
    if (change != null && change.now.isEmpty()) {
      changes.remove(path);
    }
  }

  /** HDFS turned out not to have a directory that is on record: all of it is saved again. */
  void lost(String directory, Instant at) {
    for (String each : List.copyOf(saved.keySet())) {
      if (each.equals(directory) || Paths.isBelow(each, directory)) {
        Stamp stamp = saved.remove(each);
        changes.putIfAbsent(each, new PendingChange(Optional.of(stamp), at));
      }
    }
  }

  /** It was there, and is not any more. */
  boolean isGone(String path) {
    PendingChange change = changes.get(path);
    return change == null ? !saved.containsKey(path) : change.now.isEmpty();
  }

  /** Nothing is waiting or under way. */
  boolean isClean() {
    return changes.isEmpty();
  }

  /** Changes that have waited for longer than usual. */
  int late(Instant at) {
    int late = 0;
    for (PendingChange change : changes.values()) {
      if (change.since.plus(LATE).isBefore(at)) {
        late++;
      }
    }
    return late;
  }

  int waiting() {
    return changes.size();
  }
}
