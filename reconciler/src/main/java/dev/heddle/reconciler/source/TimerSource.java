package dev.heddle.reconciler.source;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.time.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Wakes a key at a moment that was set for it, however many passes lie between. One timer a key:
 * setting it again moves it. Timers are not kept over a change of leader: the first pass sets them
 * anew.
 */
public final class TimerSource implements EventSource {

  private final Object lock = new Object();
  // Guarded by the lock.
  private final Map<ResourceKey, Timer> timers = new HashMap<>();
  private Optional<SourceContext> context = Optional.empty();

  /** A setting of a timer; a later one of the same key is another. */
  private static final class Timer {
    private Cancellable cancellable = () -> {};
  }

  @Override
  public void start(SourceContext started) {
    synchronized (lock) {
      context = Optional.of(started);
    }
  }

  @Override
  public void stop() {
    synchronized (lock) {
      timers.values().forEach(timer -> timer.cancellable.cancel());
      timers.clear();
      context = Optional.empty();
    }
  }

  /** Wakes the key after that time, instead of when it was to be woken before. */
  public void after(ResourceKey key, Duration delay) {
    requireNonNull(key, "key is null");
    synchronized (lock) {
      cancel(key);
      context.ifPresent(
          c -> {
            Timer timer = new Timer();
            timers.put(key, timer);
            timer.cancellable = c.scheduler().schedule(delay, () -> fire(key, timer));
          });
    }
  }

  /**
   * Wakes the key at that time of day, instead of when it was to be woken before. Should the clock
   * jump, the pass finds itself early or late and sets the timer again.
   */
  public void at(ResourceKey key, Instant moment) {
    synchronized (lock) {
      context.ifPresent(c -> after(key, Duration.between(c.scheduler().now(), moment)));
    }
  }

  /** The key is not to be woken any more. */
  public void cancel(ResourceKey key) {
    synchronized (lock) {
      Optional.ofNullable(timers.remove(key)).ifPresent(timer -> timer.cancellable.cancel());
    }
  }

  @Override
  public void forget(ResourceKey key) {
    cancel(key);
  }

  /** How many timers are set. */
  public int size() {
    synchronized (lock) {
      return timers.size();
    }
  }

  private void fire(ResourceKey key, Timer timer) {
    Optional<SourceContext> current;
    synchronized (lock) {
      if (!timers.remove(key, timer)) {
        return;
      }
      current = context;
    }
    current.ifPresent(c -> c.wake(key, Priority.LIVE));
  }
}
