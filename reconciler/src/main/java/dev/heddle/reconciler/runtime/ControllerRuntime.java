package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.Outcome;
import dev.heddle.reconciler.cache.CachingStore;
import dev.heddle.reconciler.cache.Informer;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.queue.WorkQueue;
import dev.heddle.reconciler.runtime.ControllerMetrics.Result;
import dev.heddle.reconciler.source.EventSource;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One controller at work: its queue, its passes, and what follows from their outcomes. */
final class ControllerRuntime<R extends Resource> {

  private static final Logger LOG = LoggerFactory.getLogger(ControllerRuntime.class);

  private final Controller<R> controller;
  private final Informers informers;
  private final CachingStore store;
  private final Scheduler scheduler;
  private final Executor workers;
  private final EventSink events;
  private final MeterRegistry registry;
  private final RandomGenerator seeds;
  private final ControllerMetrics metrics;
  private final WorkQueue<ResourceKey> queue;
  private final Conflicts conflicts;
  private final AtomicInteger active = new AtomicInteger();
  private final Runnable idle;
  private volatile Optional<Leadership> leadership = Optional.empty();

  /**
   * A controller that waits to lead.
   *
   * @param seeds where the seeds of all randomness here come from; used while leading begins only
   * @param idle called when the last pass under way has ended
   */
  ControllerRuntime(
      Controller<R> controller,
      Informers informers,
      CachingStore store,
      Scheduler scheduler,
      Executor workers,
      EventSink events,
      MeterRegistry registry,
      RandomGenerator seeds,
      Runnable idle) {
    this.controller = controller;
    this.informers = informers;
    this.store = store;
    this.scheduler = scheduler;
    this.workers = workers;
    this.events = events;
    this.registry = registry;
    this.seeds = seeds;
    this.idle = idle;
    this.conflicts = new Conflicts(new SplittableRandom(seeds.nextLong()));
    this.metrics =
        new ControllerMetrics(registry, controller.name(), controller.workers(), active::get);
    QueueMetrics queueMetrics = new QueueMetrics(registry, controller.name());
    this.queue =
        new WorkQueue<>(
            scheduler,
            new SplittableRandom(seeds.nextLong()),
            controller.queue(),
            queueMetrics,
            this::startWorker);
    queueMetrics.gauges(queue);
    primary().addHandler(this::onPrimary);
  }

  private Informer<R> primary() {
    return informers.of(controller.type());
  }

  Controller<R> controller() {
    return controller;
  }

  /** Begins to work: everything is looked at once, behind what changes from now on. */
  void lead(Leadership term) {
    queue.clear();
    leadership = Optional.of(term);
    for (EventSource source : controller.sources()) {
      source.start(
          new Wakeups(
              controller.name(),
              this::wake,
              scheduler,
              new SplittableRandom(seeds.nextLong()),
              informers,
              registry));
    }
    primary().all().forEach(resource -> queue.add(resource.key(), Priority.RESYNC));
  }

  /** Begins no more passes; those under way go on. */
  void rest() {
    leadership = Optional.empty();
    controller.sources().forEach(EventSource::stop);
    queue.clear();
    conflicts.clear();
  }

  boolean isIdle() {
    return active.get() == 0;
  }

  WorkQueue<ResourceKey> queue() {
    return queue;
  }

  void wake(ResourceKey key, Priority priority) {
    if (leadership.isPresent()) {
      queue.add(key, priority);
    }
  }

  private void onPrimary(Optional<R> before, Optional<R> after) {
    if (after.isEmpty()) {
      before.ifPresent(gone -> forget(gone.key()));
    } else if (before.isEmpty() || PrimaryFilter.isWish(before.get(), after.get())) {
      wake(after.get().key(), Priority.URGENT);
    }
  }

  private void forget(ResourceKey key) {
    queue.forget(key);
    conflicts.forget(key);
    controller.sources().forEach(source -> source.forget(key));
  }

  /** Starts one worker for one ready key, unless as many as allowed are at work. */
  private void startWorker() {
    int before = active.getAndUpdate(n -> n < controller.workers() ? n + 1 : n);
    if (before >= controller.workers()) {
      return;
    }
    try {
      workers.execute(this::work);
    } catch (RejectedExecutionException e) {
      active.decrementAndGet();
      LOG.error("{}: no worker can be started", controller.name(), e);
    }
  }

  private void work() {
    try {
      Optional<Leadership> term = leadership;
      if (term.isPresent()) {
        queue.take().ifPresent(key -> pass(key, term.get()));
      }
    } finally {
      active.decrementAndGet();
      // A key may have become ready while all workers were busy: none else would look at it.
      if (leadership.isPresent() && queue.ready() > 0) {
        startWorker();
      }
      if (isIdle()) {
        idle.run();
      }
    }
  }

  private void pass(ResourceKey key, Leadership term) {
    long startedAt = scheduler.nanoTime();
    boolean settled = false;
    try {
      settle(key, look(key, term));
      settled = true;
    } finally {
      metrics.took(Duration.ofNanos(scheduler.nanoTime() - startedAt));
      if (!settled) {
        // Only a dying virtual machine comes here; should it live on, the key does too.
        queue.backOff(key);
      }
      queue.done(key);
    }
  }

  private Optional<Outcome> look(ResourceKey key, Leadership term) {
    try {
      return new Pass<>(
              controller, new FencedStore(store, term), informers, events, metrics, scheduler.now())
          .run(key);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (StoreException e) {
      return Optional.of(Outcome.retry(e));
    } catch (Throwable e) {
      metrics.panicked();
      LOG.error("{}: the pass ended with an exception nobody foresaw", key, e);
      return Optional.of(Outcome.retry(e));
    }
  }

  private void settle(ResourceKey key, Optional<Outcome> outcome) {
    if (outcome.isEmpty()) {
      if (primary().get(key).isEmpty()) {
        forget(key);
      } else {
        queue.reset(key);
      }
      metrics.result(Result.SUCCESS);
      return;
    }
    if (outcome.get() instanceof Outcome.Retry retry) {
      retry(key, retry.cause());
      return;
    }
    conflicts.forget(key);
    queue.reset(key);
    if (outcome.get() instanceof Outcome.RequeueAfter again) {
      metrics.result(Result.REQUEUE_AFTER);
      lookAgain(key, Optional.of(again.delay()));
    } else if (outcome.get() instanceof Outcome.Terminal terminal) {
      metrics.failedForGood();
      LOG.warn("{}: cannot go on before its spec changes: {}", key, terminal.reason());
    } else {
      metrics.result(Result.SUCCESS);
      lookAgain(key, Optional.empty());
    }
  }

  /** The resync is spread over a fifth of its interval, so that not all come at once. */
  private void lookAgain(ResourceKey key, Optional<Duration> wanted) {
    if (primary().get(key).isEmpty()) {
      forget(key);
      return;
    }
    long resync = controller.resync().toNanos();
    long spread = Math.floorMod(key.hashCode() * 0x9E3779B97F4A7C15L, 1_000_000L);
    Duration latest = Duration.ofNanos(resync - resync / 5 * spread / 1_000_000L);
    if (wanted.isPresent() && wanted.get().compareTo(latest) < 0) {
      queue.addAfter(key, wanted.get(), Priority.LIVE);
    } else {
      queue.addAfter(key, latest, Priority.RESYNC);
    }
  }

  private void retry(ResourceKey key, Throwable cause) {
    Optional<Duration> quickly =
        cause instanceof StoreException store && store.reason() == StoreException.Reason.CONFLICT
            ? conflicts.next(key)
            : Optional.empty();
    if (quickly.isPresent()) {
      metrics.result(Result.REQUEUE);
      LOG.debug("{}: changed meanwhile, again with the new version", key);
      queue.addAfter(key, quickly.get(), Priority.LIVE);
      return;
    }
    metrics.failed();
    Duration delay = queue.backOff(key);
    int failures = queue.failures(key);
    if (Integer.bitCount(failures) == 1) {
      // The first, second, fourth, eighth ...: what fails for days does not fill the log.
      LOG.warn(
          "{}: failed {} times in a row, again in {} ms: {}",
          key,
          failures,
          delay.toMillis(),
          cause.toString());
    }
  }
}
