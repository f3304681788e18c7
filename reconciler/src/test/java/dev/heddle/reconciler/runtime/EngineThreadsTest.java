package dev.heddle.reconciler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.Reconciler;
import dev.heddle.reconciler.example.Widget;
import dev.heddle.reconciler.queue.RateLimit;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.testing.InMemoryStore;
import dev.heddle.reconciler.time.ExecutorScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole engine on real threads, with users and workers at the same time. */
class EngineThreadsTest {

  private static final int WIDGETS = 20;
  private static final int CHANGES = 400;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newFixedThreadPool(12);
  private final AtomicLong ticks = new AtomicLong();
  private final ExecutorScheduler scheduler =
      new ExecutorScheduler(
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> ticks.addAndGet(1_000), timer, threads);
  private final InMemoryStore store = new InMemoryStore(scheduler);
  private final Map<ResourceKey, AtomicInteger> hands = new ConcurrentHashMap<>();
  private final AtomicInteger clashes = new AtomicInteger();
  private final Semaphore passed = new Semaphore(0);

  @Test
  @Timeout(120)
  void everyKeyIsInOneHandAndComesToItsLastSpec()
      throws InterruptedException, ExecutionException, TimeoutException {
    Engine engine =
        Engine.builder(store, scheduler, new SplittableRandom(1), new SimpleMeterRegistry())
            .controller(
                Controller.of(Widget.TYPE, watched()).workers(6).rateLimit(RateLimit.NONE).build())
            .build();
    try {
      engine.start();
      engine.becomeLeader();
      List<Future<?>> users = new ArrayList<>();
      for (int user = 0; user < 3; user++) {
        SplittableRandom random = new SplittableRandom(user);
        users.add(threads.submit(() -> act(random)));
      }
      for (Future<?> user : users) {
        user.get(60, TimeUnit.SECONDS);
      }
      boolean waited = true;
      while (waited && !allMatch()) {
        waited = passed.tryAcquire(20, TimeUnit.SECONDS);
      }

      assertThat(allMatch()).isTrue();
      assertThat(clashes).hasValue(0);
      assertThat(engine.stop(Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(store.watches()).isZero();
    } finally {
      threads.shutdownNow();
      timer.shutdownNow();
    }
  }

  private Reconciler<Widget> watched() {
    return (widget, context) -> {
      AtomicInteger hand = hands.computeIfAbsent(widget.key(), k -> new AtomicInteger());
      if (hand.incrementAndGet() != 1) {
        clashes.incrementAndGet();
      }
      try {
        Widget.Status status =
            new Widget.Status(
                widget.metadata().generation(), widget.spec().parts(), widget.spec().color());
        if (!status.equals(widget.status())) {
          context.store().updateStatus(Widget.TYPE, widget.withStatus(status));
        }
        return Outcome.done();
      } finally {
        hand.decrementAndGet();
        passed.release();
      }
    };
  }

  private void act(SplittableRandom random) {
    for (int i = 0; i < CHANGES; i++) {
      String name = "w" + random.nextInt(WIDGETS);
      try {
        switch (random.nextInt(8)) {
          case 0 -> store.delete(Widget.TYPE, "default", name, Preconditions.none());
          case 1, 2 -> store.create(Widget.TYPE, Widget.of(name, i, "red"));
          default ->
              store
                  .get(Widget.TYPE, "default", name)
                  .ifPresent(w -> store.update(Widget.TYPE, w.withSpec(spec(random))));
        }
      } catch (StoreException e) {
        // Other users were quicker; what is left is what counts.
        assertThat(e.reason())
            .isIn(
                StoreException.Reason.CONFLICT,
                StoreException.Reason.NOT_FOUND,
                StoreException.Reason.ALREADY_EXISTS);
      }
    }
  }

  private static Widget.Spec spec(SplittableRandom random) {
    return new Widget.Spec(random.nextInt(1_000), "blue");
  }

  private boolean allMatch() {
    return store.list(Widget.TYPE, "").items().stream()
        .allMatch(
            w ->
                w.status()
                    .equals(
                        new Widget.Status(
                            w.metadata().generation(), w.spec().parts(), w.spec().color())));
  }
}
