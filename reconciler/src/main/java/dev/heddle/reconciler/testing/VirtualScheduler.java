package dev.heddle.reconciler.testing;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Virtual time: nothing happens until a test lets time pass, and then everything happens on the
 * test's own thread, in the same order for the same seed. What a task throws comes out of the call
 * that let time pass. Not for several threads.
 */
public final class VirtualScheduler implements Scheduler {

  /** More tasks than this at one moment are taken for a hot loop (L2). */
  private static final int HOT_LOOP = 1_000_000;

  private static final Comparator<Task> ORDER =
      Comparator.<Task>comparingLong(t -> t.due)
          .thenComparingLong(t -> t.rank)
          .thenComparingLong(t -> t.sequence);

  private final TreeSet<Task> tasks = new TreeSet<>(ORDER);
  private final Optional<RandomGenerator> shuffle;
  private final Instant start;
  private Duration jumped = Duration.ZERO;
  private long nanos;
  private long sequence;

  /** Tasks of one moment run in the order in which they were given. */
  public VirtualScheduler(Instant start) {
    this.start = requireNonNull(start, "start is null");
    this.shuffle = Optional.empty();
  }

  /** Tasks of one moment run in an order drawn from {@code shuffle}: one seed, one interleaving. */
  public VirtualScheduler(Instant start, RandomGenerator shuffle) {
    this.start = requireNonNull(start, "start is null");
    this.shuffle = Optional.of(shuffle);
  }

  @Override
  public Clock clock() {
    return new VirtualClock(ZoneOffset.UTC);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    requireNonNull(task, "task is null");
    long due = nanos + Math.max(0, delay.toNanos());
    long rank = shuffle.map(RandomGenerator::nextLong).orElse(0L);
    Task scheduled = new Task(due, rank, sequence++, task);
    tasks.add(scheduled);
    return () -> tasks.remove(scheduled);
  }

  /** Runs all that is due now, and all that becomes due by it, without letting time pass. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Lets time pass, running what becomes due at its moment. */
  public void advance(Duration by) {
    long end = nanos + by.toNanos();
    runUntil(end, () -> false);
    nanos = end;
  }

  /**
   * Lets time pass until the condition holds, at most {@code limit}.
   *
   * @return whether it held
   */
  public boolean advanceUntil(BooleanSupplier condition, Duration limit) {
    long end = nanos + limit.toNanos();
    if (runUntil(end, condition)) {
      return true;
    }
    nanos = end;
    return condition.getAsBoolean();
  }

  private boolean runUntil(long end, BooleanSupplier condition) {
    int atThisMoment = 0;
    while (!condition.getAsBoolean()) {
      if (tasks.isEmpty() || tasks.first().due > end) {
        return false;
      }
      Task task = tasks.pollFirst();
      atThisMoment = task.due > nanos ? 0 : atThisMoment + 1;
      if (atThisMoment > HOT_LOOP) {
        throw new IllegalStateException("hot loop: time stands still at " + now());
      }
      nanos = Math.max(nanos, task.due);
      task.body.run();
    }
    return true;
  }

  /** Puts the clock forward or back, as an administrator or NTP does; elapsed time stays. */
  public void jumpClock(Duration by) {
    jumped = jumped.plus(by);
  }

  /** How many tasks wait: a leak shows here (L10). */
  public int pending() {
    return tasks.size();
  }

  /** A scheduler on this time whose tasks can all be lost at once, as those of a process can. */
  public VirtualProcess newProcess() {
    return new VirtualProcess(this);
  }

  private static final class Task {
    private final long due;
    private final long rank;
    private final long sequence;
    private final Runnable body;

    Task(long due, long rank, long sequence, Runnable body) {
      this.due = due;
      this.rank = rank;
      this.sequence = sequence;
      this.body = body;
    }
  }

  private final class VirtualClock extends Clock {
    private final ZoneId zone;

    VirtualClock(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new VirtualClock(other);
    }

    @Override
    public Instant instant() {
      return start.plusNanos(nanos).plus(jumped);
    }
  }
}
