package dev.heddle.reconciler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.reconciler.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random use of a queue on virtual time, held to what must be true of any use:
 *
 * <ol>
 *   <li>A key that a worker has is not handed out again before it is returned (I8).
 *   <li>A key is handed out only when somebody asked for it since it was last handed out, and not
 *       before the moment that was asked for.
 *   <li>During a backoff it is handed out only when an urgent wish came (L4).
 *   <li>After n failures in a row the delay lies between its jittered floor and the cap, whatever
 *       was added in between (L4).
 *   <li>In no span of time is a key handed out more often than its rate limit grants.
 *   <li>Every wish is followed by a look that starts after it (L3).
 *   <li>The listener is told at least once for each key handed out, so that no worker sleeps while
 *       something is ready.
 *   <li>When all is done and forgotten, nothing is left: no key, no delay, no timer (L10).
 * </ol>
 */
class WorkQueueFuzzTest {

  private static final int SEEDS_A_BLOCK = 250;
  private static final int STEPS = 400;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), 0.3);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void holdsItsInvariantsUnderRandomUse(int block) {
    for (int i = 0; i < SEEDS_A_BLOCK; i++) {
      new Run(block * SEEDS_A_BLOCK + i).play();
    }
  }

  private static final class Run {
    private final long seed;
    private final SplittableRandom random;
    private final VirtualScheduler time;
    private final RateLimit rate;
    private final WorkQueue<Integer> queue;
    private final Map<Integer, Model> models = new TreeMap<>();
    private final List<Integer> held = new ArrayList<>();
    private long told;
    private long taken;

    Run(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.time = new VirtualScheduler(Instant.EPOCH, random.split());
      this.rate =
          random.nextBoolean()
              ? RateLimit.NONE
              : new RateLimit(1 + random.nextInt(4), Duration.ofMillis(1 + random.nextInt(800)));
      QueueOptions options =
          new QueueOptions(BACKOFF, rate, Duration.ofMillis(random.nextInt(2_000)));
      this.queue = new WorkQueue<>(time, random.split(), options, QueueObserver.NONE, () -> told++);
    }

    void play() {
      int keys = 1 + random.nextInt(8);
      for (int step = 0; step < STEPS; step++) {
        int key = random.nextInt(keys);
        switch (random.nextInt(10)) {
          case 0, 1 -> add(key);
          case 2 -> addAfter(key);
          case 3, 4, 5 -> take();
          case 6, 7 -> finish();
          default -> time.advance(Duration.ofMillis(random.nextInt(300)));
        }
      }
      windDown();
    }

    private void add(int key) {
      Priority priority = PRIORITIES.get(random.nextInt(3));
      queue.add(key, priority);
      model(key).wish(now(), priority);
    }

    private void addAfter(int key) {
      Priority priority = random.nextBoolean() ? Priority.LIVE : Priority.RESYNC;
      Duration delay = Duration.ofMillis(1 + random.nextInt(2_000));
      queue.addAfter(key, delay, priority);
      model(key).wish(now() + delay.toNanos(), priority);
    }

    private void take() {
      queue
          .take()
          .ifPresent(
              key -> {
                assertThat(held).as("seed %s: in one hand only", seed).doesNotContain(key);
                model(key).taken(now());
                held.add(key);
                taken++;
                assertThat(told).as("seed %s: told of each", seed).isGreaterThanOrEqualTo(taken);
              });
    }

    private void finish() {
      if (held.isEmpty()) {
        return;
      }
      int key = held.remove(random.nextInt(held.size()));
      Model model = model(key);
      switch (random.nextInt(6)) {
        case 0 -> {
          queue.forget(key);
          model.forgotten(now());
        }
        case 1, 2 -> model.backedOff(now(), queue.backOff(key));
        case 3 -> {
          queue.reset(key);
          model.succeeded();
          addAfter(key);
        }
        default -> {
          queue.reset(key);
          model.succeeded();
        }
      }
      queue.done(key);
    }

    /** No more wishes: every one that is left must come true, and then nothing may be left. */
    private void windDown() {
      for (int i = 0; i < 10_000 && (queue.ready() + queue.delayed() + held.size() > 0); i++) {
        take();
        if (!held.isEmpty()) {
          int key = held.remove(0);
          queue.reset(key);
          model(key).succeeded();
          queue.done(key);
        } else {
          time.advance(Duration.ofMillis(50));
        }
      }
      models.forEach(
          (key, model) ->
              assertThat(model.wishes).as("seed %s: wishes of %s come true", seed, key).isEmpty());
      models.keySet().forEach(queue::forget);
      assertThat(queue.known()).as("seed %s: keys left", seed).isZero();
      time.advance(Duration.ofHours(1));
      assertThat(time.pending()).as("seed %s: timers left", seed).isZero();
      assertThat(queue.take()).isEmpty();
    }

    private long now() {
      return time.nanoTime();
    }

    private Model model(int key) {
      return models.computeIfAbsent(key, k -> new Model(seed, k, rate));
    }
  }

  /** What the test itself knows of a key. */
  private static final class Model {
    private final String name;
    private final RateLimit rate;
    private final List<Wish> wishes = new ArrayList<>();
    private final Deque<Long> looks = new ArrayDeque<>();
    private long notBefore;
    private int failures;

    Model(long seed, int key, RateLimit rate) {
      this.name = "seed " + seed + " key " + key;
      this.rate = rate;
    }

    void wish(long at, Priority priority) {
      wishes.add(new Wish(at, priority));
    }

    void taken(long now) {
      Optional<Wish> reason =
          wishes.stream()
              .filter(w -> w.at <= now)
              .filter(w -> w.priority == Priority.URGENT || now >= notBefore)
              .findFirst();
      assertThat(reason).as("%s: a reason to look at %s in %s", name, now, wishes).isPresent();
      wishes.clear();
      notBefore = 0;
      looks.add(now);
      checkRate();
    }

    private void checkRate() {
      long nanos = rate.interval().toNanos();
      if (nanos == 0) {
        return;
      }
      Long[] times = looks.toArray(Long[]::new);
      int last = times.length - 1;
      for (int first = 0; first <= last; first++) {
        long granted = rate.burst() + (times[last] - times[first]) / nanos;
        assertThat((long) (last - first + 1)).as("%s: rate", name).isLessThanOrEqualTo(granted);
      }
      while (looks.size() > 20) {
        looks.removeFirst();
      }
    }

    void backedOff(long now, Duration delay) {
      failures++;
      double full =
          Math.min(seconds(BACKOFF.cap()), seconds(BACKOFF.base()) * Math.pow(2, failures - 1.0));
      assertThat(seconds(delay))
          .as("%s: delay after failure %s", name, failures)
          .isBetween(full * (1 - BACKOFF.jitter()) - 1e-6, full + 1e-6);
      notBefore = now + delay.toNanos();
      wishes.add(new Wish(notBefore, Priority.RESYNC));
    }

    void succeeded() {
      failures = 0;
      notBefore = 0;
    }

    /** Delayed wishes are dropped; what was asked for meanwhile stays. */
    void forgotten(long now) {
      succeeded();
      wishes.removeIf(w -> w.at > now);
      looks.clear();
    }

    private static double seconds(Duration duration) {
      return duration.toMillis() / 1e3 + duration.toNanosPart() % 1_000_000 / 1e9;
    }

    private record Wish(long at, Priority priority) {}
  }
}
