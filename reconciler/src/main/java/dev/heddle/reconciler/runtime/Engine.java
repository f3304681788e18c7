package dev.heddle.reconciler.runtime;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.cache.CachingStore;
import dev.heddle.reconciler.cache.Informer;
import dev.heddle.reconciler.cache.InformerOptions;
import dev.heddle.reconciler.cache.Informers;
import dev.heddle.reconciler.cache.ResourceCache;
import dev.heddle.reconciler.cache.ResourceVersions;
import dev.heddle.reconciler.queue.Priority;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs controllers over one store. Its caches fill from {@link #start} on, whoever leads; passes
 * are made only between {@link #becomeLeader} and {@link #loseLeadership}, so that a standby takes
 * over with a warm cache (L8). Makes no threads and reads no clock of its own.
 */
public final class Engine {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final Scheduler scheduler;
  private final Informers informers;
  private final CachingStore store;
  private final List<ControllerRuntime<?>> runtimes = new ArrayList<>();

  private final Object lock = new Object();
  // Guarded by the lock.
  private State state = State.LATENT;
  private Optional<Leadership> leadership = Optional.empty();
  private boolean working;
  private final CompletableFuture<Boolean> drained = new CompletableFuture<>();

  private enum State {
    LATENT,
    STARTED,
    STOPPING,
    CLOSED
  }

  private Engine(Builder builder) {
    this.scheduler = builder.scheduler;
    Set<ResourceType<?>> types = new LinkedHashSet<>();
    builder.controllers.forEach(controller -> types.addAll(controller.reads()));
    this.informers = new Informers(types, type -> informer(type, builder));
    this.store = new CachingStore(builder.store, informers);
    for (Controller<?> controller : builder.controllers) {
      runtimes.add(runtime(controller, builder));
    }
  }

  private static <R extends Resource> Informer<R> informer(ResourceType<R> type, Builder builder) {
    return new Informer<>(
        type,
        builder.store,
        builder.scheduler,
        new SplittableRandom(builder.random.nextLong()),
        builder.versions,
        builder.informerOptions,
        builder.meters);
  }

  private <R extends Resource> ControllerRuntime<R> runtime(
      Controller<R> controller, Builder builder) {
    return new ControllerRuntime<>(
        controller,
        informers,
        store,
        builder.scheduler,
        builder.workers.orElse(builder.scheduler),
        builder.events,
        builder.meters,
        new SplittableRandom(builder.random.nextLong()),
        this::checkDrained);
  }

  /**
   * Begins the description of an engine.
   *
   * @param store where the resources are
   * @param scheduler time, and the threads on which listings and polls run
   * @param random the seed of all jitter
   * @param meters where all metrics are, at 0, from the start
   */
  public static Builder builder(
      ResourceStore store, Scheduler scheduler, RandomGenerator random, MeterRegistry meters) {
    return new Builder(store, scheduler, random, meters);
  }

  /** Begins to fill the caches. */
  public void start() {
    synchronized (lock) {
      require(State.LATENT);
      state = State.STARTED;
    }
    informers.start();
  }

  /**
   * This process leads from now on. All kinds are listed once more, so that what the last leader
   * wrote is known, and then passes begin.
   */
  public void becomeLeader() {
    Leadership term = new Leadership();
    synchronized (lock) {
      require(State.STARTED);
      if (leadership.isPresent()) {
        return;
      }
      leadership = Optional.of(term);
    }
    LOG.info("leading from now on");
    informers.refresh(() -> begin(term));
  }

  private void begin(Leadership term) {
    synchronized (lock) {
      if (state != State.STARTED || !leadership.equals(Optional.of(term))) {
        return;
      }
      working = true;
      runtimes.forEach(runtime -> runtime.lead(term));
    }
  }

  /**
   * This process does not lead any more: no pass begins, and those under way cannot write (I7). The
   * caches stay warm.
   */
  public void loseLeadership() {
    synchronized (lock) {
      if (leadership.isEmpty()) {
        return;
      }
      leadership.get().end();
      rest();
    }
    LOG.info("not leading any more");
  }

  private void rest() {
    leadership = Optional.empty();
    working = false;
    runtimes.forEach(ControllerRuntime::rest);
  }

  /**
   * Ends gracefully: no pass begins any more, those under way may finish and write until the
   * deadline. Afterwards nothing writes, and the engine cannot be started again.
   *
   * @return completes with whether all passes had finished in time
   */
  public CompletableFuture<Boolean> stop(Duration deadline) {
    Optional<Leadership> last;
    synchronized (lock) {
      if (state == State.STOPPING || state == State.CLOSED) {
        return drained;
      }
      state = State.STOPPING;
      last = leadership;
      rest();
    }
    Cancellable timer = scheduler.schedule(deadline, () -> drained.complete(false));
    CompletableFuture<Boolean> closed =
        drained.whenComplete(
            (inTime, failure) -> {
              timer.cancel();
              last.ifPresent(Leadership::end);
              close();
            });
    checkDrained();
    return closed;
  }

  private void checkDrained() {
    synchronized (lock) {
      if (state != State.STOPPING || !runtimes.stream().allMatch(ControllerRuntime::isIdle)) {
        return;
      }
    }
    drained.complete(true);
  }

  private void close() {
    synchronized (lock) {
      state = State.CLOSED;
    }
    informers.close();
  }

  private void require(State required) {
    if (state != required) {
      throw new IllegalStateException("the engine is " + state + ", not " + required);
    }
  }

  /** Whether all caches have been filled. */
  public boolean hasSynced() {
    return informers.haveSynced();
  }

  /** Whether passes are made. */
  public boolean isWorking() {
    synchronized (lock) {
      return working;
    }
  }

  /** The cache of a kind that some controller reconciles, owns or reads. */
  public <R extends Resource> ResourceCache<R> cache(ResourceType<R> type) {
    return informers.of(type);
  }

  /** Asks all controllers of that kind for a look at the key; for people and other programs. */
  public void wake(ResourceType<?> type, ResourceKey key) {
    runtimes.stream()
        .filter(runtime -> runtime.controller().type().equals(type))
        .forEach(runtime -> runtime.wake(key, Priority.LIVE));
  }

  /** How many keys the queues remember anything of. */
  int knownKeys() {
    return runtimes.stream().mapToInt(runtime -> runtime.queue().known()).sum();
  }

  /** Describes an engine; what is not said has a default. */
  public static final class Builder {
    private final ResourceStore store;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final MeterRegistry meters;
    private final List<Controller<?>> controllers = new ArrayList<>();
    private Optional<Executor> workers = Optional.empty();
    private EventSink events = EventSink.NONE;
    private InformerOptions informerOptions = InformerOptions.DEFAULT;
    private Comparator<String> versions = ResourceVersions.DECIMAL;

    private Builder(
        ResourceStore store, Scheduler scheduler, RandomGenerator random, MeterRegistry meters) {
      this.store = requireNonNull(store, "store is null");
      this.scheduler = requireNonNull(scheduler, "scheduler is null");
      this.random = requireNonNull(random, "random is null");
      this.meters = requireNonNull(meters, "meters is null");
    }

    /** One more controller. */
    public Builder controller(Controller<?> controller) {
      controllers.add(requireNonNull(controller, "controller is null"));
      return this;
    }

    /**
     * Where passes run, never on the calling thread; by default where the scheduler runs its tasks.
     */
    public Builder workers(Executor executor) {
      this.workers = Optional.of(executor);
      return this;
    }

    /** Where events about resources go; nowhere by default. */
    public Builder events(EventSink sink) {
      this.events = requireNonNull(sink, "sink is null");
      return this;
    }

    /** How caches keep up with the store. */
    public Builder informers(InformerOptions options) {
      this.informerOptions = requireNonNull(options, "options is null");
      return this;
    }

    /** How resource versions compare; as decimal numbers by default. */
    public Builder versions(Comparator<String> order) {
      this.versions = requireNonNull(order, "order is null");
      return this;
    }

    public Engine build() {
      return new Engine(this);
    }
  }
}
