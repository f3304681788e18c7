package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the service's directory and enters in the book what it finds: at what was heard of, and
 * at everything now and then, since events get lost.
 */
final class Lookout {
  private static final Duration RESCAN = Duration.ofSeconds(5);
  private static final Duration RESCAN_WITHOUT_WATCH = Duration.ofSeconds(1);
  private static final int RESCAN_SHARE = 50;

  /** From so many changed paths on, a look at everything is cheaper than one at each. */
  private static final int MANY = 200;

  private final LocalTree local;
  private final SaveBook book;
  private final Optional<TreeWatch> watch;
  private final Clock clock;
  private Instant nextScan = Instant.MIN;
  private Duration lastScan = Duration.ZERO;
  private boolean watched = true;
  private boolean frozen;
  private Map<String, String> skipped = Map.of();
  private Map<String, String> links = Map.of();

  Lookout(LocalTree local, SaveBook book, Optional<TreeWatch> watch, Clock clock) {
    this.local = requireNonNull(local, "local is null");
    this.book = requireNonNull(book, "book is null");
    this.watch = requireNonNull(watch, "watch is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** What is gone from now on was not deleted by anybody. */
  void freeze() {
    frozen = true;
  }

  void lookAtAllNext() {
    nextScan = Instant.MIN;
  }

  /** When everything is looked at again. */
  Instant nextScan() {
    return nextScan;
  }

  /** How long the last look at everything took. */
  Duration lastScan() {
    return lastScan;
  }

  /** What cannot be saved by its nature, and why. */
  Map<String, String> skipped() {
    return skipped;
  }

  /** Symbolic links within the tree, and where they lead. */
  Map<String, String> links() {
    return links;
  }

  /**
   * One look.
   *
   * @throws IOException when the directory itself cannot be read, which says nothing of its files
   */
  void look() throws IOException {
    Instant now = clock.instant();
    boolean all = !nextScan.isAfter(now);
    if (watch.isPresent()) {
      TreeWatch.Heard heard = watch.get().heard();
      all |= heard.overflow() || heard.paths().size() > MANY;
      if (!all) {
        for (String path : heard.paths()) {
          observe(path, local.look(path), now);
        }
      }
    }
    if (all) {
      lookAtAll(now);
    }
  }

  private void lookAtAll(Instant now) throws IOException {
    try {
      LocalTree.Scan scan = local.scan("");
      if (watch.isPresent()) {
        watched &= watch.get().watch("", local.at(""));
      }
      observe("", scan, now);
      skipped = scan.skipped();
      links = scan.links();
    } finally {
      Instant after = clock.instant();
      Duration usual = watch.isPresent() && watched ? RESCAN : RESCAN_WITHOUT_WATCH;
      lastScan = Duration.between(now, after);
      Duration fair = lastScan.multipliedBy(RESCAN_SHARE);
      nextScan = after.plus(fair.compareTo(usual) > 0 ? fair : usual);
    }
  }

  /** Enters what a look at a path and all below it found. */
  private void observe(String path, LocalTree.Scan scan, Instant now) {
    if (!path.isEmpty() && local.ignores(path)) {
      return;
    }
    for (Map.Entry<String, Stamp> found : scan.files().entrySet()) {
      Stamp stamp = found.getValue();
      Instant written =
          stamp.isFile()
              ? Instant.EPOCH.plusNanos(Math.max(stamp.modified(), stamp.changed()))
              : now;
      // Files of another time, just unpacked, count as written now.
      boolean fresh = written.plus(SaveBook.LONGEST).isAfter(now);
      book.observe(found.getKey(), Optional.of(stamp), fresh ? written : now, now);
      if (!stamp.isFile() && watch.isPresent()) {
        watched &= watch.get().watch(found.getKey(), local.at(found.getKey()));
      }
    }
    if (frozen) {
      return;
    }
    for (String known : book.at(path)) {
      if (!scan.files().containsKey(known) && scan.knows(known)) {
        book.observe(known, Optional.empty(), now, now);
        if (watch.isPresent()) {
          watch.get().forget(known);
        }
      }
    }
  }
}
