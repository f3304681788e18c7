package dev.heddle.appmaster.kv;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Keys and values in memory, each change with a revision of its own. A change is in the journal
 * before the call returns, and either whole or not at all. What the agent publishes by itself, such
 * as the address of Jupyter, is not copied for a later attempt, which publishes its own.
 */
public final class KeyValueStore {
  /** Revisions of a later attempt are larger even where the copy it got was not the newest. */
  private static final int ATTEMPT_BITS = 40;

  /** Hears of changes; must return at once. */
  public interface Listener {
    /** The copy for a later attempt is not the newest any more. */
    void copyOutdated();

    /** From now on there are keys that expire. */
    void keysExpire();
  }

  private final KeyValueJournal journal;
  private final Clock clock;
  private final Listener listener;

  // Everything below is guarded by this.
  private final Entries entries = new Entries();
  private final History history = new History();
  private final Waiters waiters = new Waiters();
  private Predicate<String> running = owner -> false;
  private long revision;

  public KeyValueStore(KeyValueJournal journal, Clock clock, Listener listener) {
    this.journal = requireNonNull(journal, "journal is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Takes over what the journal holds, the last changes included. */
  public synchronized void load(int attempt) throws IOException {
    begin(firstRevision(attempt));
    journal.load(
        new KeyValueSnapshot.Reader() {
          @Override
          public void state(long stateRevision) {
            begin(stateRevision);
          }

          @Override
          public void changes(Changes changes) {
            changes.list().forEach(change -> entries.set(change.key(), change.now()));
            if (changes.revision() > revision) {
              revision = changes.revision();
              history.add(changes);
            }
          }
        });
    if (entries.earliestExpiry().isBefore(Instant.MAX)) {
      listener.keysExpire();
    }
  }

  private static long firstRevision(int attempt) {
    return (long) (attempt - 1) << ATTEMPT_BITS;
  }

  private synchronized void begin(long at) {
    revision = at;
    history.forgetUpTo(at);
  }

  /** Tells whose keys may be: those of instances that run. */
  public synchronized void admitOwners(Predicate<String> runningInstances) {
    this.running = requireNonNull(runningInstances, "runningInstances is null");
  }

  /**
   * Takes over what an earlier attempt had saved; what is here already wins.
   *
   * @param survives whether an instance may have outlived that attempt: keys of others are gone
   */
  public synchronized void adopt(KeyValueSnapshot.Saved saved, Predicate<String> survives)
      throws IOException {
    List<Change> changes = new ArrayList<>();
    for (KeyValue entry : saved.entries()) {
      if (entries.get(entry.key()).isEmpty() && entry.owner().filter(survives.negate()).isEmpty()) {
        KeyValue adopted =
            new KeyValue(
                entry.key(),
                entry.bytes(),
                entry.owner(),
                revision + 1,
                entry.expires(),
                entry.published());
        changes.add(new Change(entry.key(), Optional.of(adopted)));
      }
    }
    commit(changes);
  }

  public synchronized long revision() {
    return revision;
  }

  public void put(String key, byte[] value) throws StoreLimitException, IOException {
    transact(Transaction.of(Operation.Put.of(key, value)));
  }

  /** False when there was no such key. */
  public boolean delete(String key) throws StoreLimitException, IOException {
    Transaction delete = Transaction.of(new Operation.Delete(KeyRange.key(key)));
    return !transact(delete).results().get(0).entries().isEmpty();
  }

  public synchronized Optional<byte[]> get(String key) {
    return entry(key).map(KeyValue::value);
  }

  public synchronized Optional<KeyValue> entry(String key) {
    return entries.get(key).filter(entry -> !expired(entry));
  }

  /** Does the steps of the one or the other list, all of them or none. */
  public Transaction.Outcome transact(Transaction transaction)
      throws StoreLimitException, IOException {
    Transaction.Outcome outcome;
    boolean copyOutdated;
    boolean keysExpire;
    synchronized (this) {
      expire();
      boolean succeeded = true;
      for (Condition condition : transaction.conditions()) {
        succeeded &= condition.holds(entries.get(condition.key()));
      }
      Steps steps = new Steps(entries, running, revision + 1, clock.instant());
      List<Operation.Result> results = new ArrayList<>();
      boolean done = false;
      Instant earliestBefore = entries.earliestExpiry();
      try {
        for (Operation step : succeeded ? transaction.onSuccess() : transaction.onFailure()) {
          results.add(steps.perform(step));
        }
        steps.requireRoom();
        record(steps.changes());
        done = true;
      } finally {
        if (!done) {
          steps.undo();
        }
      }
      compact();
      copyOutdated = !steps.changes().isEmpty();
      keysExpire = entries.earliestExpiry().isBefore(earliestBefore);
      outcome = new Transaction.Outcome(succeeded, revision, results);
    }
    if (copyOutdated) {
      listener.copyOutdated();
    }
    if (keysExpire) {
      listener.keysExpire();
    }
    return outcome;
  }

  /** Sets a key of an instance that this agent knows to run. */
  public synchronized void publish(String owner, String key, byte[] value) throws IOException {
    Optional<KeyValue> old = entries.get(key).filter(known -> known.holds(value));
    if (old.flatMap(KeyValue::owner).filter(owner::equals).isPresent()) {
      return;
    }
    KeyValue entry =
        new KeyValue(key, value.clone(), Optional.of(owner), revision + 1, Optional.empty(), true);
    commit(List.of(new Change(key, Optional.of(entry))));
  }

  /** Deletes the keys of an instance that is no more. */
  public void ownerEnded(String owner) throws IOException {
    dropKeysOf(owner::equals);
  }

  /** Deletes the keys of all instances that do not run. */
  public void dropKeysOfEnded() throws IOException {
    Predicate<String> runs;
    synchronized (this) {
      runs = running;
    }
    dropKeysOf(runs.negate());
  }

  private void dropKeysOf(Predicate<String> owners) throws IOException {
    List<Change> changes = new ArrayList<>();
    synchronized (this) {
      for (KeyValue entry : entries.all()) {
        if (entry.owner().filter(owners).isPresent()) {
          changes.add(new Change(entry.key(), Optional.empty()));
        }
      }
      commit(changes);
    }
    if (!changes.isEmpty()) {
      listener.copyOutdated();
    }
  }

  /** Deletes what has lived long enough. */
  public synchronized void expire() throws IOException {
    if (clock.instant().isBefore(entries.earliestExpiry())) {
      return;
    }
    List<Change> changes = new ArrayList<>();
    Instant next = Instant.MAX;
    for (KeyValue entry : entries.all()) {
      if (expired(entry)) {
        changes.add(new Change(entry.key(), Optional.empty()));
      } else if (entry.expires().isPresent() && entry.expires().get().isBefore(next)) {
        next = entry.expires().get();
      }
    }
    commit(changes);
    entries.expireNextAt(next);
  }

  /** Waits until a key may have expired. */
  synchronized void awaitExpiry(Duration longest) throws InterruptedException {
    Instant now = clock.instant();
    while (now.isBefore(entries.earliestExpiry())) {
      Instant until = now.plus(longest);
      Instant expiry = entries.earliestExpiry();
      Instant next = expiry.isBefore(until) ? expiry : until;
      wait(Duration.between(now, next).toMillis() + 1);
      now = clock.instant();
    }
  }

  /** Completes with the entry as soon as there is one. The caller ends its wait by cancelling. */
  public synchronized CompletableFuture<KeyValue> await(String key) throws StoreLimitException {
    Entries.checkKey(key);
    Optional<KeyValue> entry = entry(key);
    return entry.isPresent() ? CompletableFuture.completedFuture(entry.get()) : waiters.add(key);
  }

  /** The changes after the revision, or none when there have not been any for that long. */
  public synchronized List<Changes> changes(long after, Duration longest)
      throws HistoryLostException, InterruptedException {
    boolean waited = longest.isZero();
    while (revision <= after && !waited) {
      wait(longest.toMillis());
      waited = true;
    }
    if (after > revision) {
      throw new HistoryLostException(after, revision + 1);
    }
    return history.after(after);
  }

  public synchronized List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    for (KeyValue entry : entries.in(KeyRange.prefix(prefix))) {
      if (!expired(entry)) {
        keys.add(entry.key());
      }
    }
    return keys;
  }

  /** What was put, for a copy elsewhere. */
  public synchronized KeyValueSnapshot.Saved copied() {
    List<KeyValue> copied = new ArrayList<>();
    for (KeyValue entry : entries.all()) {
      if (!entry.published()) {
        copied.add(entry);
      }
    }
    return new KeyValueSnapshot.Saved(revision, copied);
  }

  private boolean expired(KeyValue entry) {
    return entry.expires().isPresent() && !clock.instant().isBefore(entry.expires().get());
  }

  private synchronized void commit(List<Change> changes) throws IOException {
    if (changes.isEmpty()) {
      return;
    }
    journal.append(new Changes(revision + 1, changes));
    for (Change change : changes) {
      entries.set(change.key(), change.now());
    }
    tell(changes);
    compact();
  }

  /** Of changes that are in memory already. */
  private synchronized void record(List<Change> changes) throws IOException {
    if (!changes.isEmpty()) {
      journal.append(new Changes(revision + 1, changes));
      tell(changes);
    }
  }

  private synchronized void tell(List<Change> changes) {
    revision++;
    history.add(new Changes(revision, changes));
    for (Change change : changes) {
      change.now().ifPresent(waiters::complete);
    }
    notifyAll();
  }

  private synchronized void compact() throws IOException {
    if (journal.mostlyHistory()) {
      journal.rewrite(revision, entries.all());
    }
  }
}
