package dev.heddle.reconciler.queue;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keys that are to be looked at. A key is in here once however often it is added; it is with one
 * worker at a time (I8), and what is added while a worker has it is looked at once more afterwards
 * (L3).
 *
 * <p>A worker calls {@link #take}, looks at the key, says how it went with {@link #reset}, {@link
 * #backOff}, {@link #addAfter} or {@link #forget}, and always ends with {@link #done}. Nothing here
 * blocks: the listener is told when something becomes ready.
 *
 * <p>Safe for any number of threads. No operation does more than O(log n) under the lock.
 *
 * @param <K> an immutable key with equals and hashCode
 */
public final class WorkQueue<K> {

  /** How many due keys are made ready in one turn under the lock. */
  private static final int BATCH = 64;

  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final QueueObserver observer;
  private final Runnable listener;
  private final long origin;
  private final long ageingNanos;
  private final long rateNanos;
  private final long burstNanos;

  private final Object lock = new Object();
  // All below is guarded by the lock.
  private final Lane<K> working = new Lane<>();
  private KnownKeys<K> known;
  private ReadyLanes<K> ready;
  private DeadlineHeap<K> deadlines;
  private long workingSinceSum;
  private long alarmAt = Entry.NEVER;
  private Cancellable alarm = () -> {};

  /**
   * A queue.
   *
   * @param scheduler time; runs the tasks that make delayed keys ready
   * @param random the jitter of backoffs; used under the queue's lock only
   * @param options how keys are treated
   * @param observer metrics
   * @param listener called, outside the lock, each time a key becomes ready; must not block
   */
  public WorkQueue(
      Scheduler scheduler,
      RandomGenerator random,
      QueueOptions options,
      QueueObserver observer,
      Runnable listener) {
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.random = requireNonNull(random, "random is null");
    this.backoff = options.backoff();
    this.observer = requireNonNull(observer, "observer is null");
    this.listener = requireNonNull(listener, "listener is null");
    this.origin = scheduler.nanoTime();
    this.ageingNanos = options.ageing().toNanos();
    this.rateNanos = options.rateLimit().interval().toNanos();
    this.burstNanos = (options.rateLimit().burst() - 1) * rateNanos;
    empty();
  }

  /** Asks for a look at the key as soon as its priority, backoff and rate limit allow. */
  public void add(K key, Priority priority) {
    requireNonNull(key, "key is null");
    requireNonNull(priority, "priority is null");
    boolean woken;
    synchronized (lock) {
      long now = now();
      Entry<K> entry = known.findOrAdd(key);
      woken = wake(entry, priority, now);
      settle(entry, now);
      known.forgetCooled(now);
      arm(now);
    }
    tell(woken);
  }

  /**
   * Asks for a look at the key once the delay has passed. The earliest such wish of a key counts,
   * and a look that starts before then fulfils it: whoever looks decides anew when to look again.
   * Never {@link Priority#URGENT}: what can wait does not break a backoff.
   */
  public void addAfter(K key, Duration delay, Priority priority) {
    requireNonNull(key, "key is null");
    requireNonNull(priority, "priority is null");
    if (priority == Priority.URGENT) {
      throw new IllegalArgumentException("an urgent look cannot be delayed: " + key);
    }
    synchronized (lock) {
      long now = now();
      Entry<K> entry = known.findOrAdd(key);
      if (!ready.contains(entry)) {
        wakeAt(entry, later(now, Math.max(0, delay.toNanos())), priority);
      }
      settle(entry, now);
      arm(now);
    }
  }

  /** Hands out the key whose turn it is, if one is ready; {@link #done} must follow. */
  public Optional<K> take() {
    Entry<K> entry;
    long waited;
    synchronized (lock) {
      long now = now();
      entry = ready.next(now);
      if (entry == null) {
        return Optional.empty();
      }
      entry.lane.remove(entry);
      waited = now - entry.since;
      entry.since = now;
      working.append(entry);
      workingSinceSum += now;
      entry.notBefore = 0;
      entry.paidUntil = Math.max(now, entry.paidUntil) + rateNanos;
      dropDeadline(entry);
    }
    observer.taken(waited);
    return Optional.of(entry.key);
  }

  /** The worker is through with the key; if it was added meanwhile, it gets its turn again. */
  public void done(K key) {
    boolean woken = false;
    long worked;
    synchronized (lock) {
      long now = now();
      Entry<K> entry = known.find(key);
      if (entry == null || entry.lane != working) {
        throw new IllegalStateException(key + " is not with a worker");
      }
      worked = now - entry.since;
      workingSinceSum -= entry.since;
      working.remove(entry);
      Priority again = entry.again;
      if (again != null) {
        entry.again = null;
        woken = wake(entry, again, now);
      }
      settle(entry, now);
      known.forgetCooled(now);
      arm(now);
    }
    observer.done(worked);
    tell(woken);
  }

  /**
   * The look at the key failed: it is tried again after its backoff, which grows with each failure
   * in a row and which only {@link Priority#URGENT} breaks.
   *
   * @return the delay
   */
  public Duration backOff(K key) {
    Duration delay;
    synchronized (lock) {
      long now = now();
      Entry<K> entry = known.findOrAdd(key);
      entry.failures++;
      delay = backoff.delay(entry.failures, random);
      entry.notBefore = later(now, delay.toNanos());
      wakeAt(entry, entry.notBefore, Priority.RESYNC);
      settle(entry, now);
      arm(now);
    }
    observer.backedOff();
    return delay;
  }

  /** The look at the key succeeded: the next failure is its first again. */
  public void reset(K key) {
    synchronized (lock) {
      Entry<K> entry = known.find(key);
      if (entry != null) {
        entry.failures = 0;
        entry.notBefore = 0;
        settle(entry, now());
      }
    }
  }

  /** What the key named is gone: nothing is remembered of it, and no delayed look follows. */
  public void forget(K key) {
    synchronized (lock) {
      Entry<K> entry = known.find(key);
      if (entry != null) {
        entry.failures = 0;
        entry.notBefore = 0;
        entry.paidUntil = 0;
        dropDeadline(entry);
        settle(entry, now());
      }
    }
  }

  /** Drops all that waits; what workers have stays theirs until done. */
  public void clear() {
    synchronized (lock) {
      alarm.cancel();
      alarmAt = Entry.NEVER;
      empty();
      for (Entry<K> entry = working.first(); entry != null; entry = entry.next) {
        entry.again = null;
        entry.failures = 0;
        entry.notBefore = 0;
        entry.paidUntil = 0;
        entry.deadline = Entry.NEVER;
        entry.heapIndex = -1;
        known.add(entry);
      }
    }
  }

  /** How many keys are ready for a worker. */
  public int ready() {
    synchronized (lock) {
      return ready.size();
    }
  }

  /** How many keys become ready by themselves later. */
  public int delayed() {
    synchronized (lock) {
      return deadlines.size();
    }
  }

  /** How many keys the queue remembers anything of. */
  public int known() {
    synchronized (lock) {
      return known.size();
    }
  }

  /** How often in a row the key has failed. */
  public int failures(K key) {
    synchronized (lock) {
      Entry<K> entry = known.find(key);
      return entry == null ? 0 : entry.failures;
    }
  }

  /** The sum of the times that the keys with workers have been there. */
  public Duration unfinishedWork() {
    synchronized (lock) {
      return Duration.ofNanos(working.size() * now() - workingSinceSum);
    }
  }

  /** How long the key that has been longest with a worker has been there. */
  public Duration longestRunning() {
    synchronized (lock) {
      Entry<K> first = working.first();
      return first == null ? Duration.ZERO : Duration.ofNanos(now() - first.since);
    }
  }

  private long now() {
    return scheduler.nanoTime() - origin;
  }

  private static long later(long now, long nanos) {
    return nanos > Entry.NEVER - 1 - now ? Entry.NEVER - 1 : now + nanos;
  }

  private void empty() {
    known = new KnownKeys<>(burstNanos + rateNanos);
    ready = new ReadyLanes<>(ageingNanos);
    deadlines = new DeadlineHeap<>();
  }

  /** Makes the key ready, or notes when it will be; true when it became ready now. */
  private boolean wake(Entry<K> entry, Priority priority, long now) {
    if (entry.lane == working) {
      entry.again = entry.again == null ? priority : entry.again.or(priority);
      return false;
    }
    if (ready.contains(entry)) {
      ready.promote(entry, priority);
      return false;
    }
    long earliest = entry.paidUntil - burstNanos;
    if (priority != Priority.URGENT) {
      earliest = Math.max(earliest, entry.notBefore);
    }
    if (earliest > now) {
      wakeAt(entry, earliest, priority);
      return false;
    }
    if (entry.lane != null) {
      entry.lane.remove(entry);
    }
    entry.since = now;
    dropDeadline(entry);
    ready.append(entry, priority);
    return true;
  }

  private void wakeAt(Entry<K> entry, long moment, Priority priority) {
    entry.deadlinePriority =
        entry.deadline == Entry.NEVER ? priority : entry.deadlinePriority.or(priority);
    entry.deadline = Math.min(entry.deadline, moment);
    deadlines.update(entry);
  }

  private void dropDeadline(Entry<K> entry) {
    if (entry.deadline != Entry.NEVER) {
      entry.deadline = Entry.NEVER;
      deadlines.update(entry);
    }
  }

  private void settle(Entry<K> entry, long now) {
    if (entry.lane != working && !ready.contains(entry)) {
      known.settle(entry, now);
    }
  }

  /** One alarm for the first deadline of all. */
  private void arm(long now) {
    Entry<K> first = deadlines.first();
    if (first == null || first.deadline >= alarmAt) {
      return;
    }
    alarm.cancel();
    alarmAt = first.deadline;
    alarm = scheduler.schedule(Duration.ofNanos(Math.max(0, alarmAt - now)), this::ring);
  }

  private void ring() {
    int due;
    do {
      due = 0;
      int woken = 0;
      synchronized (lock) {
        long now = now();
        for (Entry<K> first = deadlines.first();
            due < BATCH && first != null && first.deadline <= now;
            first = deadlines.first()) {
          dropDeadline(first);
          woken += wake(first, first.deadlinePriority, now) ? 1 : 0;
          settle(first, now);
          due++;
        }
        if (due < BATCH) {
          alarmAt = Entry.NEVER;
          arm(now);
        }
      }
      for (int i = 0; i < woken; i++) {
        tell(true);
      }
    } while (due == BATCH);
  }

  private void tell(boolean woken) {
    if (woken) {
      observer.ready();
      listener.run();
    }
  }
}
