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
  private static final Duration RETRY_CHANGED = Duration.ofMillis(100);
  private static final Duration RETRY_UNSAVEABLE = Duration.ofSeconds(30);
  private static final Duration PURGE = Duration.ofHours(1);

  /** What a worker brings back. */
  private sealed interface Result {
    String path();
  }

  private record Copied(String path, Stamp stamp) implements Result {}

  private record Unsteady(String path, Duration took) implements Result {}

  private record Unsaveable(String path, String why) implements Result {}

  private record Failed(String path, IOException failure) implements Result {}

  private final SaveBook book;
  private final Lookout lookout;
  private final Setback setback;
  private final Ledger ledger;
  private final StateFile linksOnRecord;
  private final Generation generation;
  private final Copier copier;
  private final Executor workers;
  private final Runnable wake;
  private final Duration trashRetention;
  private final Clock clock;
  private final AgentLog log;
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();

  private Instant nextPurge = Instant.MIN;
  private int underWay;
  private boolean frozen;
  private Optional<Instant> lastSaved = Optional.empty();
  private final Map<String, String> unsaveable = new TreeMap<>();

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
    this.book = requireNonNull(book, "book is null");
    this.lookout = new Lookout(local, book, watch, clock);
    this.setback = new Setback(workspace, clock, log);
    this.ledger = new Ledger(stateDir.resolve("ledger"));
    this.linksOnRecord = new StateFile(stateDir.resolve("links"));
    this.generation = requireNonNull(generation, "generation is null");
    this.copier = new Copier(local, generation, clock);
    this.workers = requireNonNull(workers, "workers is null");
    this.wake = requireNonNull(wake, "wake is null");
    this.trashRetention = requireNonNull(trashRetention, "trashRetention is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.log = requireNonNull(log, "log is null");
  }

  /** The container is being taken apart: what is gone from now on was not deleted by anybody. */
  void freeze() {
    frozen = true;
    lookout.freeze();
  }

  /** The next turn looks at everything and tries again at once. */
  void lookAtAll() {
    lookout.lookAtAllNext();
    setback.tryAtOnce();
  }

  /** Nothing is left to be done. */
  boolean isClean() {
    Optional<Trouble> trouble = setback.trouble();
    boolean gone = trouble.filter(t -> t.reason().equals(Trouble.DIRECTORY_GONE)).isPresent();
    return underWay == 0 && (gone || (trouble.isEmpty() && book.waiting() <= unsaveable.size()));
  }

  /** Another container has the workspace. */
  boolean isFenced() {
    return setback.isFenced();
  }

  int waiting() {
    return book.waiting();
  }

  int late() {
    int late = setback.trouble().isPresent() ? book.waiting() : book.late(clock.instant());
    return Math.max(0, late - unsaveable.size());
  }

  Optional<Trouble> trouble() {
    return setback.trouble();
  }

  Optional<Instant> lastSaved() {
    return lastSaved;
  }

  /** What is not saved, and why. */
  Map<String, String> skipped() {
    if (unsaveable.isEmpty()) {
      return lookout.skipped();
    }
    Map<String, String> all = new TreeMap<>(lookout.skipped());
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
    if (setback.isFenced()) {
      return;
    }
    try {
      lookout.look();
    } catch (IOException e) {
      log.say("the service's directory cannot be read", e);
      setback.failed(Trouble.directoryGone());
    }
    unsaveable.keySet().removeIf(book::isGone);
    if (setback.hold()) {
      return;
    }
    try {
      Instant now = clock.instant();
      // Until a try has succeeded again, a single file is tried.
      for (SaveBook.Step step : book.due(now, hurry)) {
        if (!setback.isFailing() || underWay == 0) {
          take(step);
        }
      }
      saveLinks();
      purge(now);
      if (underWay == 0 && setback.isFailing()) {
        setback.healed();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /** How long the last look at everything took. */
  Duration lastScan() {
    return lookout.lastScan();
  }

  /** How long nothing needs to be done, unless something is heard. */
  Duration rest() {
    Instant now = clock.instant();
    Instant next = lookout.nextScan();
    Optional<Instant> due = setback.isFenced() ? Optional.empty() : book.nextDue();
    if (due.isPresent() && !(setback.isFailing() && underWay > 0)) {
      Instant paused = setback.pausedUntil();
      Instant at = due.get().isAfter(paused) ? due.get() : paused;
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
          setback.isHolding()
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
        setback.healed();
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

  private void saveLinks() throws IOException {
    Map<String, String> links = lookout.links();
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

  private void failed(IOException failure) {
    setback.failed(failure);
    boolean quota =
        setback.trouble().filter(trouble -> trouble.reason().equals(Trouble.QUOTA)).isPresent();
    if (quota && emptiedTrash()) {
      setback.tryAtOnce();
    }
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
}
