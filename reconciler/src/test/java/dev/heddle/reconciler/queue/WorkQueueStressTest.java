package dev.heddle.reconciler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.reconciler.time.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads on one queue: no key in two hands, no wish lost. */
class WorkQueueStressTest {

  private static final List<Priority> PRIORITIES = List.of(Priority.values());
  private static final int KEYS = 50;
  private static final int PRODUCERS = 4;
  private static final int WORKERS = 4;
  private static final int WISHES = 40_000;

  @Test
  @Timeout(120)
  void noKeyIsInTwoHandsAndNoWishIsLost() throws InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + WORKERS);
    AtomicLong ticks = new AtomicLong();
    Semaphore ready = new Semaphore(0);
    WorkQueue<Integer> queue =
        new WorkQueue<>(
            new ExecutorScheduler(
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                () -> ticks.addAndGet(100_000),
                timer,
                Runnable::run),
            new SplittableRandom(3),
            QueueOptions.DEFAULT
                .withRateLimit(RateLimit.NONE)
                .withBackoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 0.5)),
            QueueObserver.NONE,
            ready::release);
    AtomicIntegerArray hands = new AtomicIntegerArray(KEYS);
    AtomicLongArray wished = new AtomicLongArray(KEYS);
    AtomicLongArray seen = new AtomicLongArray(KEYS);
    AtomicInteger clashes = new AtomicInteger();
    CountDownLatch produced = new CountDownLatch(PRODUCERS);
    CountDownLatch settled = new CountDownLatch(WORKERS);
    try {
      for (int p = 0; p < PRODUCERS; p++) {
        SplittableRandom random = new SplittableRandom(p);
        threads.execute(
            () -> {
              for (int i = 0; i < WISHES; i++) {
                int key = random.nextInt(KEYS);
                wished.incrementAndGet(key);
                queue.add(key, PRIORITIES.get(random.nextInt(3)));
              }
              produced.countDown();
            });
      }
      for (int w = 0; w < WORKERS; w++) {
        SplittableRandom random = new SplittableRandom(100 + w);
        threads.execute(
            () -> {
              while (produced.getCount() > 0 || !allSeen(wished, seen)) {
                work(queue, ready, hands, wished, seen, clashes, random);
              }
              settled.countDown();
              ready.release(WORKERS);
            });
      }
      settled.await();
    } finally {
      threads.shutdownNow();
      timer.shutdownNow();
    }

    assertThat(clashes).hasValue(0);
    for (int key = 0; key < KEYS; key++) {
      assertThat(seen.get(key)).isEqualTo(wished.get(key));
    }
  }

  /** A look sees all wishes made before it started. */
  private static void work(
      WorkQueue<Integer> queue,
      Semaphore ready,
      AtomicIntegerArray hands,
      AtomicLongArray wished,
      AtomicLongArray seen,
      AtomicInteger clashes,
      SplittableRandom random) {
    try {
      if (!ready.tryAcquire(10, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Optional<Integer> taken = queue.take();
    if (taken.isEmpty()) {
      return;
    }
    int key = taken.get();
    if (hands.incrementAndGet(key) != 1) {
      clashes.incrementAndGet();
    }
    if (random.nextInt(100) == 0) {
      queue.backOff(key);
    } else {
      queue.reset(key);
      seen.set(key, wished.get(key));
    }
    hands.decrementAndGet(key);
    queue.done(key);
  }

  private static boolean allSeen(AtomicLongArray wished, AtomicLongArray seen) {
    for (int key = 0; key < KEYS; key++) {
      if (wished.get(key) != seen.get(key)) {
        return false;
      }
    }
    return true;
  }
}
