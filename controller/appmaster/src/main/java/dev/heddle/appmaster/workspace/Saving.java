package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.container.StateFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * One turn after the other: takes in what was heard and done, looks where it must, has the book
 * plan and carries out what it says. Files are copied by workers; all else is done here. After a
 * failure everything waits, a little longer each time, since one cause mostly holds for all files.
 */
final class Saving {
  private static final Duration RESCAN = Duration.ofSeconds(5);
  private static final Duration RESCAN_WITHOUT_WATCH = Duration.ofSeconds(1);
  private static final int RESCAN_SHARE = 50;

  /** From so many changed paths on, a look at everything is cheaper than one at each. */
  private static final int MANY = 200;

  private static final Duration RETRY_CHANGED = Duration.ofMillis(100);
  private static final Duration RETRY_UNSAVEABLE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration PURGE = Duration.ofHours(1);

  /** What a worker brings back. */
  private sealed interface Result {
    String path();
  }

  private record Copied(String path, Stamp stamp) implements Result {}

  private record Unsteady(String path, Duration took) implements Result {}

  private record Unsaveable(String path, String why) implements Result {}

  private record Failed(String path, IOException failure) implements Result {}

  private final String workspace;
  private final LocalTree local;
  private final SaveBook book;
  private final Ledger ledger;
  private final StateFile linksOnRecord;
  private final Generation generation;
  private final Copier copier;
  private final Optional<TreeWatch> watch;
  private final Executor workers;
  private final Runnable wake;
  private final Duration trashRetention;
  private final Clock clock;
  private final AgentLog log;
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();

  private Instant nextScan = Instant.MIN;
  private Instant nextPurge = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;
  private Duration lastScan = Duration.ZERO;
  private int failures;
  private int underWay;
  private boolean watched = true;
  private boolean frozen;
  private boolean fenced;
  private volatile boolean holding;
  private Optional<Trouble> trouble = Optional.empty();
  private Optional<Instant> lastSaved = Optional.empty();
  private Map<String, String> skipped = Map.of();
  private final Map<String, String> unsaveable = new TreeMap<>();
  private Map<String, String> links = Map.of();

  Saving(
      String workspace,
      LocalTree local,
      SaveBook book,
      Path stateDir,
      Generation generation,
      Optional<TreeWatch> watch,
      Executor workers,
      Runnable wake,
      Duration trashRetention,
      Clock clock,
      AgentLog log) {
    this.workspace = requireNonNull(workspace, "workspace is null");
    this.local = requireNonNull(local, "local is null");
    this.book = requireNonNull(book, "book is null");
    this.ledger = new Ledger(stateDir.resolve("ledger"));
    this.linksOnRecord = new StateFile(stateDir.resolve("links"));
    this.generation = requireNonNull(generation, "generation is null");
    this.copier = new Copier(local, generation, clock);
    this.watch = requireNonNull(watch, "watch is null");
    this.workers = requireNonNull(workers, "workers is null");
    this.wake = requireNonNull(wake, "wake is null");
    this.trashRetention = requireNonNull(trashRetention, "trashRetention is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** The container is being taken apart: what is gone from now on was not deleted by anybody. */
  void freeze() {
    frozen = true;
  }

  /** The next turn looks at everything and tries again at once. */
  void lookAtAll() {
    nextScan = Instant.MIN;
    pausedUntil = Instant.MIN;
  }

  /** Nothing is left to be done. */
  boolean isClean() {
    boolean gone = trouble.filter(t -> t.reason().equals(Trouble.DIRECTORY_GONE)).isPresent();
    return underWay == 0 && (gone || (trouble.isEmpty() && book.waiting() <= unsaveable.size()));
  }

  /** Another container has the workspace. */
  boolean isFenced() {
    return fenced;
  }

  int waiting() {
    return book.waiting();
  }

  int late() {
    int late = trouble.isPresent() ? book.waiting() : book.late(clock.instant());
    return Math.max(0, late - unsaveable.size());
  }

  Optional<Trouble> trouble() {
    return trouble;
  }

  Optional<Instant> lastSaved() {
    return lastSaved;
  }

  /** What is not saved, and why. */
  Map<String, String> skipped() {
    if (unsaveable.isEmpty()) {
      return skipped;
    }
    Map<String, String> all = new TreeMap<>(skipped);
    all.putAll(unsaveable);
    return all;
  }

  /**
   * One turn.
   *
   * @param hurry do not wait for files to be quiet
   */
  void turn(boolean hurry) {
    takeResults(hurry);
    if (fenced) {
      return;
    }
    look();
    Instant now = clock.instant();
    holding = pausedUntil.isAfter(now);
    if (holding) {
      return;
    }
    try {
      // Until a try has succeeded again, a single file is tried.
      for (SaveBook.Step step : book.due(now, hurry)) {
        if (failures == 0 || underWay == 0) {
          take(step);
        }
      }
      saveLinks();
      purge(now);
      if (underWay == 0 && failures > 0) {
        healed();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /** How long the last look at everything took. */
  Duration lastScan() {
    return lastScan;
  }

  /** How long nothing needs to be done, unless something is heard. */
  Duration rest() {
    Instant now = clock.instant();
    Instant next = nextScan;
    Optional<Instant> due = fenced ? Optional.empty() : book.nextDue();
    if (due.isPresent() && !(failures > 0 && underWay > 0)) {
      Instant at = due.get().isAfter(pausedUntil) ? due.get() : pausedUntil;
      next = at.isBefore(next) ? at : next;
    }
    Duration rest = Duration.between(now, next);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private void take(SaveBook.Step step) throws IOException {
    String path = step.path();
    if (step instanceof SaveBook.MakeDirectory) {
      generation.makeDirectory(Paths.toRemote(path));
      book.done(path, Stamp.DIRECTORY);
      ledger.saved(path, Stamp.DIRECTORY);
      lastSaved = Optional.of(clock.instant());
    } else if (step instanceof SaveBook.Save save) {
      book.begun(path);
      underWay++;
      workers.execute(() -> copy(save));
    } else if (!frozen) {
      generation.discard(Paths.toRemote(path), clock.instant());
      book.discarded(path);
      ledger.discarded(path);
      lastSaved = Optional.of(clock.instant());
    }
  }

  private void copy(SaveBook.Save save) {
    Result result;
    Instant begin = clock.instant();
    try {
      result =
          holding
              ? new Unsteady(save.path(), Duration.ZERO)
              : switch (copier.save(save)) {
                case SAVED -> new Copied(save.path(), save.stamp());
                case CHANGED -> new Unsteady(save.path(), Duration.between(begin, clock.instant()));
                case UNREADABLE -> new Unsaveable(save.path(), "it may not be read");
              };
    } catch (IOException e) {
      result =
          Trouble.isOfTheFile(e)
              ? new Unsaveable(save.path(), "HDFS refuses its name: " + e.getMessage())
              : new Failed(save.path(), e);
    }
    results.add(result);
    wake.run();
  }

  private void takeResults(boolean hurry) {
    for (Result result = results.poll(); result != null; result = results.poll()) {
      underWay--;
      String path = result.path();
      Instant now = clock.instant();
      if (result instanceof Copied copied) {
        book.done(path, copied.stamp());
        unsaveable.remove(path);
        lastSaved = Optional.of(now);
        healed();
        try {
          ledger.saved(path, copied.stamp());
        } catch (IOException e) {
          log.say("the ledger of saved files cannot be written", e);
        }
      } else if (result instanceof Failed failed) {
        book.again(path, now);
        if (failed.failure() instanceof FileNotFoundException && !Paths.parent(path).isEmpty()) {
          // Somebody deleted the directory in HDFS: it is made anew.
          book.lost(Paths.parent(path), now);
        }
        failed(failed.failure());
      } else if (result instanceof Unsaveable refused) {
        book.again(path, now.plus(RETRY_UNSAVEABLE));
        unsaveable.put(path, refused.why());
      } else if (result instanceof Unsteady unsteady) {
        Duration usual = hurry ? RETRY_CHANGED.dividedBy(5) : RETRY_CHANGED;
        // A large file that grows is not copied in vain all the time.
        Duration fair = unsteady.took().multipliedBy(3);
        book.again(path, now.plus(fair.compareTo(usual) > 0 ? fair : usual));
      }
    }
  }

  private void look() {
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
    if (!all) {
      return;
    }
    try {
      LocalTree.Scan scan = local.scan("");
      if (watch.isPresent()) {
        watched &= watch.get().watch("", local.at(""));
      }
      observe("", scan, now);
      skipped = scan.skipped();
      links = scan.links();
    } catch (IOException e) {
      log.say("the service's directory cannot be read", e);
      failed(Trouble.directoryGone());
    }
    Instant after = clock.instant();
    Duration usual = watch.isPresent() && watched ? RESCAN : RESCAN_WITHOUT_WATCH;
    lastScan = Duration.between(now, after);
    Duration fair = lastScan.multipliedBy(RESCAN_SHARE);
    nextScan = after.plus(fair.compareTo(usual) > 0 ? fair : usual);
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
    for (String known : book.at(path)) {
      if (frozen) {
        return;
      }
      if (!scan.files().containsKey(known) && scan.knows(known)) {
        book.observe(known, Optional.empty(), now, now);
        unsaveable.remove(known);
        if (watch.isPresent()) {
          watch.get().forget(known);
        }
      }
    }
  }

  private void saveLinks() throws IOException {
    String text = Links.write(links);
    Optional<String> recorded = linksOnRecord.read();
    if (recorded.isPresent() ? recorded.get().equals(text) : links.isEmpty()) {
      return;
    }
    String place = generation.stage(false, clock.millis(), Links.content(text));
    generation.publish(place, Links.FILE);
    linksOnRecord.write(text);
    lastSaved = Optional.of(clock.instant());
  }

  private void purge(Instant now) throws IOException {
    if (!nextPurge.isAfter(now)) {
      generation.purge(trashRetention, now);
      nextPurge = now.plus(PURGE);
    }
  }

  private void healed() {
    if (trouble.isPresent()) {
      log.say("the workspace can be saved again");
    }
    failures = 0;
    trouble = Optional.empty();
  }

  private void failed(IOException failure) {
    Trouble now = Trouble.of(failure, workspace);
    if (trouble.filter(before -> before.reason().equals(now.reason())).isEmpty()) {
      log.say("the workspace cannot be saved, " + now.reason(), failure);
    }
    failed(now);
  }

  private void failed(Trouble now) {
    trouble = Optional.of(now);
    fenced = now.reason().equals(Trouble.TAKEN_OVER);
    failures++;
    Duration pause = pause(failures);
    if (now.reason().equals(Trouble.QUOTA) && emptiedTrash()) {
      pause = Duration.ZERO;
    }
    pausedUntil = clock.instant().plus(pause);
    holding = true;
  }

  /** Saved work is worth more than deleted work. */
  private boolean emptiedTrash() {
    try {
      boolean any = generation.emptyTrash();
      if (any) {
        log.say("the quota is used up: the trash was emptied");
      }
      return any;
    } catch (IOException e) {
      log.say("the trash cannot be emptied", e);
      return false;
    }
  }

  static Duration pause(int failures) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** The names of a few skipped files and why, for people. */
  static String describe(Map<String, String> skipped) {
    StringBuilder text = new StringBuilder();
    int told = 0;
    for (Map.Entry<String, String> entry : skipped.entrySet()) {
      if (told == 3) {
        return text.append(" and ").append(skipped.size() - told).append(" more").toString();
      }
      text.append(told == 0 ? "" : "; ").append(entry.getKey()).append(": ");
      text.append(entry.getValue());
      told++;
    }
    return text.toString();
  }
}
