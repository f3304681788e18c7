package dev.heddle.reconciler.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.queue.Backoff;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the outside as a whole now and then and wakes the keys whose part of it has changed. The
 * last successful reading stays readable; a failed one replaces nothing and is tried again with
 * backoff. Readings never overlap.
 *
 * @param <S> what one reading yields; an immutable value
 */
public final class PollingSource<S> implements EventSource {

  private static final Logger LOG = LoggerFactory.getLogger(PollingSource.class);

  private final String name;
  private final Supplier<S> reader;
  private final BiFunction<Optional<S>, S, Set<ResourceKey>> changes;
  private final Supplier<Duration> interval;
  private final Backoff backoff;
  private volatile Optional<Reading<S>> latest = Optional.empty();

  private final Object lock = new Object();
  // Guarded by the lock.
  private Optional<Running> running = Optional.empty();
  private boolean reading;
  private boolean again;

  /**
   * One successful reading.
   *
   * @param value what was read
   * @param startedAt all of it is at least this new (I2)
   * @param completedAt when the last of it arrived
   * @param number counts successful readings from 1
   */
  public record Reading<S>(S value, Instant startedAt, Instant completedAt, long number) {}

  /**
   * A source that reads nothing before it is started.
   *
   * @param name for logs and metrics
   * @param reader reads the outside; may block; throws when the reading is not complete
   * @param changes the keys that differ between the reading before, if any, and this one
   * @param interval asked after each reading for the time until the next
   * @param backoff delays after failures
   */
  public PollingSource(
      String name,
      Supplier<S> reader,
      BiFunction<Optional<S>, S, Set<ResourceKey>> changes,
      Supplier<Duration> interval,
      Backoff backoff) {
    this.name = requireNonNull(name, "name is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.changes = requireNonNull(changes, "changes is null");
    this.interval = requireNonNull(interval, "interval is null");
    this.backoff = requireNonNull(backoff, "backoff is null");
  }

  /** A source whose reading is a map by key: a key differs when its value does. */
  public static <V> PollingSource<Map<ResourceKey, V>> ofMap(
      String name,
      Supplier<Map<ResourceKey, V>> reader,
      Supplier<Duration> interval,
      Backoff backoff) {
    return new PollingSource<>(name, reader, PollingSource::differences, interval, backoff);
  }

  private static <V> Set<ResourceKey> differences(
      Optional<Map<ResourceKey, V>> before, Map<ResourceKey, V> after) {
    Map<ResourceKey, V> old = before.orElse(Map.of());
    Set<ResourceKey> keys = new HashSet<>(old.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(old.get(key), after.get(key)));
    return keys;
  }

  /** The last successful reading; kept while the outside cannot be read. */
  public Optional<Reading<S>> latest() {
    return latest;
  }

  @Override
  public void start(SourceContext context) {
    synchronized (lock) {
      Running started = new Running(context);
      running = Optional.of(started);
      started.next(Duration.ZERO);
    }
  }

  @Override
  public void stop() {
    synchronized (lock) {
      running.ifPresent(r -> r.timer.cancel());
      running = Optional.empty();
    }
  }

  /** Reads at once, or once more after the reading that is under way. */
  public void pollNow() {
    synchronized (lock) {
      running.ifPresent(
          r -> {
            if (reading) {
              again = true;
            } else {
              r.next(Duration.ZERO);
            }
          });
    }
  }

  /** The time from one start to the stop after it. */
  private final class Running {
    private final SourceContext context;
    private final Counter failed;
    private final Timer duration;
    // Guarded by the lock.
    private Cancellable timer = () -> {};
    private int failures;

    Running(SourceContext context) {
      this.context = context;
      this.failed =
          Counter.builder("heddle.poll.failures")
              .description("Readings of the outside that failed")
              .tag("source", name)
              .tag("controller", context.controller())
              .register(context.meters());
      this.duration =
          Timer.builder("heddle.poll.time")
              .description("How long successful readings of the outside took")
              .tag("source", name)
              .tag("controller", context.controller())
              .register(context.meters());
    }

    void next(Duration delay) {
      timer.cancel();
      timer = context.scheduler().schedule(delay, this::poll);
    }

    private void poll() {
      synchronized (lock) {
        if (!isCurrent()) {
          return;
        }
        if (reading) {
          // One from before a stop is still under way: this one follows it.
          again = true;
          return;
        }
        reading = true;
      }
      Optional<Duration> pause = Optional.empty();
      try {
        read();
        pause = Optional.of(interval.get());
      } catch (RuntimeException e) {
        failed.increment();
        LOG.warn("{}: reading failed, the last one stays: {}", name, e.toString());
      } finally {
        ended(pause);
      }
    }

    private void read() {
      Scheduler scheduler = context.scheduler();
      Instant startedAt = scheduler.now();
      long startedNanos = scheduler.nanoTime();
      S value = requireNonNull(reader.get(), "reader returned null");
      Optional<Reading<S>> before = latest;
      Reading<S> after =
          new Reading<>(
              value, startedAt, scheduler.now(), before.map(Reading::number).orElse(0L) + 1);
      synchronized (lock) {
        if (!isCurrent()) {
          return;
        }
        latest = Optional.of(after);
      }
      duration.record(Duration.ofNanos(scheduler.nanoTime() - startedNanos));
      changes
          .apply(before.map(Reading::value), value)
          .forEach(key -> context.wake(key, Priority.LIVE));
    }

    /** A failed reading leaves no pause to keep. */
    private void ended(Optional<Duration> pause) {
      synchronized (lock) {
        reading = false;
        failures = pause.isPresent() ? 0 : failures + 1;
        Duration delay =
            again
                ? Duration.ZERO
                : pause.orElseGet(() -> backoff.delay(failures, context.random()));
        again = false;
        running.ifPresent(current -> current.next(current == this ? delay : Duration.ZERO));
      }
    }

    private boolean isCurrent() {
      return running.isPresent() && running.get() == this;
    }
  }
}
