package dev.heddle.reconciler.cache;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ObjectMeta;
import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.ResourceStore.Listing;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.time.Cancellable;
import dev.heddle.reconciler.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all resources of one kind by listing them once and watching from there; lists again when
 * the watch ends or expires, when it seems dead, and now and then in any case. Shows the answer to
 * this process's own write at once, and nothing older afterwards.
 *
 * @param <R> the kind
 */
public final class Informer<R extends Resource> implements ResourceCache<R> {

  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

  private final ResourceType<R> type;
  private final ResourceStore store;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final InformerOptions options;
  private final InformerMetrics metrics;
  private final Notices<R> notices;
  private final Snapshot<R> snapshot;
  private volatile boolean synced;

  private final Object lock = new Object();
  // All below is guarded by the lock.
  private final OwnWrites ownWrites;
  private List<Runnable> waiting = new ArrayList<>();
  private boolean started;
  private boolean closed;
  private boolean listing;
  private boolean listAgain;
  private int failures;
  private int watchNumber;
  private long watchSince;
  private Subscription subscription = () -> {};
  private Cancellable relistTimer = () -> {};
  private boolean lagTimerSet;

  /**
   * An informer that does nothing before {@link #start}.
   *
   * @param type the kind
   * @param store where to list and watch
   * @param scheduler runs the listings, which block on the store
   * @param random jitter; used under the informer's lock only
   * @param order compares resource versions
   * @param options how to keep up
   * @param registry for metrics
   */
  public Informer(
      ResourceType<R> type,
      ResourceStore store,
      Scheduler scheduler,
      RandomGenerator random,
      Comparator<String> order,
      InformerOptions options,
      MeterRegistry registry) {
    this.type = requireNonNull(type, "type is null");
    this.store = requireNonNull(store, "store is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.random = requireNonNull(random, "random is null");
    requireNonNull(order, "order is null");
    this.options = requireNonNull(options, "options is null");
    this.snapshot = new Snapshot<>(order);
    this.ownWrites = new OwnWrites(order);
    this.notices = new Notices<>(type.toString());
    this.metrics = new InformerMetrics(registry, this);
  }

  public ResourceType<R> type() {
    return type;
  }

  /** Adds a handler of all changes from now on. */
  public void addHandler(ChangeHandler<R> handler) {
    notices.addHandler(handler);
  }

  public void removeHandler(ChangeHandler<R> handler) {
    notices.removeHandler(handler);
  }

  /** Starts to list and watch. */
  public void start() {
    synchronized (lock) {
      if (started || closed) {
        return;
      }
      started = true;
    }
    scheduler.execute(() -> relist(InformerMetrics.Cause.START));
  }

  /** Ends for good. */
  public void close() {
    Subscription open;
    synchronized (lock) {
      closed = true;
      watchNumber++;
      open = subscription;
      subscription = () -> {};
      relistTimer.cancel();
    }
    open.close();
  }

  /** Lists again; {@code then} runs once a listing that began after this call has been taken in. */
  public void refresh(Runnable then) {
    synchronized (lock) {
      waiting.add(requireNonNull(then, "then is null"));
    }
    scheduler.execute(() -> relist(InformerMetrics.Cause.REQUEST));
  }

  @Override
  public Optional<R> get(ResourceKey key) {
    return snapshot.get(key);
  }

  @Override
  public List<R> all() {
    return snapshot.all();
  }

  @Override
  public List<R> ownedBy(String ownerUid) {
    synchronized (lock) {
      return snapshot.ownedBy(ownerUid);
    }
  }

  @Override
  public boolean hasSynced() {
    return synced;
  }

  int size() {
    return snapshot.size();
  }

  /** How many deletions are remembered against older news of them. */
  int remembered() {
    synchronized (lock) {
      return snapshot.remembered();
    }
  }

  /** For how long the watch has owed this process the sight of its oldest unconfirmed write. */
  public Duration lag() {
    synchronized (lock) {
      return Duration.ofNanos(ownWrites.waitingNanos(scheduler.nanoTime()));
    }
  }

  /** This process has written the resource, and this is the store's answer. */
  void wrote(R answer) {
    ObjectMeta metadata = answer.metadata();
    synchronized (lock) {
      if (snapshot.isShown(metadata.resourceVersion())) {
        return;
      }
      boolean removed = metadata.isBeingDeleted() && metadata.finalizers().isEmpty();
      (removed ? snapshot.remove(answer.key(), metadata.uid()) : snapshot.answered(answer))
          .ifPresent(notices::add);
      ownWrites.wrote(answer.key(), metadata.resourceVersion(), scheduler.nanoTime());
      setLagTimer();
    }
    notices.tell();
  }

  /** This process has deleted the object of that name, and it is known to be gone. */
  void deleted(ResourceKey key, String uid) {
    synchronized (lock) {
      snapshot.remove(key, uid).ifPresent(notices::add);
    }
    notices.tell();
  }

  /** A read has shown this version. */
  void read(R resource) {
    synchronized (lock) {
      snapshot.answered(resource).ifPresent(notices::add);
    }
    notices.tell();
  }

  private void relist(InformerMetrics.Cause cause) {
    List<Runnable> served;
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (listing) {
        listAgain = true;
        return;
      }
      listing = true;
      relistTimer.cancel();
      snapshot.beginListing();
      served = waiting;
      waiting = new ArrayList<>();
    }
    metrics.listed(cause);
    OptionalInt number = OptionalInt.empty();
    try {
      Listing<R> all = store.list(type, "");
      int watch = takeIn(all);
      notices.tell();
      watch(watch, all.resourceVersion());
      number = OptionalInt.of(watch);
    } catch (StoreException e) {
      LOG.warn("{}: cannot list and watch, will try again: {}", type, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: cannot list and watch, will try again", type, e);
    } finally {
      ended(number, served);
    }
    if (number.isPresent()) {
      served.forEach(Runnable::run);
    }
  }

  /** Sets the time of the next listing; {@code watch} is empty when this one failed. */
  private void ended(OptionalInt watch, List<Runnable> served) {
    boolean again;
    synchronized (lock) {
      listing = false;
      again = listAgain;
      listAgain = false;
      if (watch.isEmpty()) {
        waiting.addAll(served);
        failures++;
        relistIn(options.backoff().delay(failures, random), InformerMetrics.Cause.FAILURE);
        return;
      }
      // A watch that has ended by now has set the time already.
      if (watch.getAsInt() == watchNumber) {
        long nanos = options.relistInterval().toNanos();
        relistIn(
            Duration.ofNanos(nanos - (long) (nanos * 0.2 * random.nextDouble())),
            InformerMetrics.Cause.INTERVAL);
      }
    }
    if (again) {
      scheduler.execute(() -> relist(InformerMetrics.Cause.REQUEST));
    }
  }

  private void relistIn(Duration delay, InformerMetrics.Cause cause) {
    relistTimer.cancel();
    if (!closed) {
      relistTimer = scheduler.schedule(delay, () -> relist(cause));
    }
  }

  /** Replaces the picture, and declares what the old watch still delivers void. */
  private int takeIn(Listing<R> all) {
    Subscription old;
    int number;
    synchronized (lock) {
      snapshot.replace(all).forEach(notices::add);
      ownWrites.shownUpTo(all.resourceVersion());
      old = subscription;
      subscription = () -> {};
      number = ++watchNumber;
      watchSince = scheduler.nanoTime();
      synced = true;
    }
    old.close();
    return number;
  }

  private void watch(int number, String fromVersion) {
    Subscription opened = store.watch(type, fromVersion, new Follower(number));
    synchronized (lock) {
      if (number == watchNumber && !closed) {
        subscription = opened;
        return;
      }
    }
    opened.close();
  }

  private final class Follower implements Watcher<R> {
    private final int number;

    Follower(int number) {
      this.number = number;
    }

    @Override
    public void onChange(Change change, R resource) {
      metrics.event();
      synchronized (lock) {
        if (number != watchNumber) {
          return;
        }
        failures = 0;
        follow(change, resource);
      }
      notices.tell();
    }

    @Override
    public void onEnd(StoreException cause) {
      synchronized (lock) {
        if (number != watchNumber || closed) {
          return;
        }
        watchNumber++;
        subscription = () -> {};
        boolean lived = scheduler.nanoTime() - watchSince >= options.backoff().cap().toNanos();
        failures = lived ? 1 : failures + 1;
        relistIn(options.backoff().delay(failures, random), InformerMetrics.Cause.WATCH_ENDED);
      }
      LOG.info("{}: the watch has ended, listing again: {}", type, cause.getMessage());
    }
  }

  private void follow(Watcher.Change change, R resource) {
    ownWrites.shown(resource.key(), resource.metadata().resourceVersion(), scheduler.nanoTime());
    snapshot.watched(change, resource, listing).ifPresent(notices::add);
  }

  /** A watch that keeps owing this process its own write is dead without having said so. */
  private void setLagTimer() {
    if (lagTimerSet || closed || !started) {
      return;
    }
    lagTimerSet = true;
    scheduler.schedule(options.ownWriteBound(), this::checkLag);
  }

  private void checkLag() {
    boolean dead;
    synchronized (lock) {
      lagTimerSet = false;
      if (ownWrites.isEmpty()) {
        return;
      }
      dead = lag().compareTo(options.ownWriteBound()) >= 0;
      setLagTimer();
    }
    if (dead) {
      LOG.warn("{}: the watch is silent, listing again", type);
      relist(InformerMetrics.Cause.SILENCE);
    }
  }
}
