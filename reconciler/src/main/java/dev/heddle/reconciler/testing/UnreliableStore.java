package dev.heddle.reconciler.testing;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.testing.FaultPlan.Call;
import dev.heddle.reconciler.testing.FaultPlan.Fault;
import dev.heddle.reconciler.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One process's connection to an {@link InMemoryStore}, which fails as planned: calls, stale reads,
 * and watches that lag, end or fall silent. It also counts the writes that got through.
 */
public final class UnreliableStore implements ResourceStore {

  private final InMemoryStore truth;
  private final Scheduler scheduler;
  private final FaultPlan faults = new FaultPlan();
  private final Set<Relay<?>> relays = new LinkedHashSet<>();
  private final List<Write> writes = new ArrayList<>();
  private OptionalLong readsStandAt = OptionalLong.empty();
  private Duration watchLag = Duration.ZERO;
  private int stillbornWatches;
  private boolean crashed;

  /**
   * A connection that works until something is planned.
   *
   * @param truth where it leads
   * @param scheduler delivers late changes
   */
  public UnreliableStore(InMemoryStore truth, Scheduler scheduler) {
    this.truth = requireNonNull(truth, "truth is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /**
   * A write that took effect.
   *
   * @param call what was done
   * @param key to what
   */
  public record Write(Call call, ResourceKey key) {}

  /** What goes wrong with calls. */
  public FaultPlan faults() {
    return faults;
  }

  /** The writes that took effect through this connection, in order. */
  public List<Write> writes() {
    return List.copyOf(writes);
  }

  /** From now on get and list show this moment, as a lagging replica does, until {@link #thaw}. */
  public void freezeReads() {
    readsStandAt = OptionalLong.of(Long.parseLong(truth.version()));
  }

  public void thaw() {
    readsStandAt = OptionalLong.empty();
  }

  /** Changes reach watchers this much later, in order. */
  public void lagWatches(Duration lag) {
    watchLag = lag;
  }

  /** All open watches end with this reason. */
  public void endWatches(Reason reason) {
    for (Relay<?> relay : List.copyOf(relays)) {
      relay.end(new StoreException(reason, "the watch was cut"));
    }
  }

  /** The next watches end before the call that opens them has returned. */
  public void endNextWatches(int count) {
    stillbornWatches = count;
  }

  /** All open watches deliver nothing more and don't say so. */
  public void silenceWatches() {
    relays.forEach(relay -> relay.silent = true);
  }

  /** Whether a planned crash has happened here. */
  public boolean isCrashed() {
    return crashed;
  }

  /** Everything that is open is closed, as when the process dies. */
  public void disconnect() {
    for (Relay<?> relay : List.copyOf(relays)) {
      relay.close();
    }
    faults.outage(true);
  }

  @Override
  public <R extends Resource> Optional<R> get(ResourceType<R> type, String namespace, String name) {
    return call(
        Call.GET,
        type.key(namespace, name),
        () ->
            readsStandAt.isPresent()
                ? truth.getAt(readsStandAt.getAsLong(), type, namespace, name)
                : truth.get(type, namespace, name));
  }

  @Override
  public <R extends Resource> Listing<R> list(ResourceType<R> type, String namespace) {
    return call(
        Call.LIST,
        type.key(namespace, "*"),
        () ->
            readsStandAt.isPresent()
                ? truth.listAt(readsStandAt.getAsLong(), type, namespace)
                : truth.list(type, namespace));
  }

  @Override
  public <R extends Resource> Subscription watch(
      ResourceType<R> type, String resourceVersion, Watcher<R> watcher) {
    return call(
        Call.WATCH,
        type.key("", "*"),
        () -> {
          Relay<R> relay = new Relay<>(watcher);
          relay.upstream = truth.watch(type, resourceVersion, relay);
          relays.add(relay);
          if (stillbornWatches > 0) {
            stillbornWatches--;
            relay.end(new StoreException(Reason.UNAVAILABLE, "the watch was cut at once"));
          }
          return relay;
        });
  }

  @Override
  public <R extends Resource> R create(ResourceType<R> type, R resource) {
    return call(Call.CREATE, resource.key(), () -> truth.create(type, resource));
  }

  @Override
  public <R extends Resource> R update(ResourceType<R> type, R resource) {
    return call(Call.UPDATE, resource.key(), () -> truth.update(type, resource));
  }

  @Override
  public <R extends Resource> R updateMetadata(ResourceType<R> type, R resource) {
    return call(Call.UPDATE_METADATA, resource.key(), () -> truth.updateMetadata(type, resource));
  }

  @Override
  public <R extends Resource> R updateStatus(ResourceType<R> type, R resource) {
    return call(Call.UPDATE_STATUS, resource.key(), () -> truth.updateStatus(type, resource));
  }

  @Override
  public <R extends Resource> void delete(
      ResourceType<R> type, String namespace, String name, Preconditions preconditions) {
    call(
        Call.DELETE,
        type.key(namespace, name),
        () -> {
          truth.delete(type, namespace, name, preconditions);
          return preconditions;
        });
  }

  private synchronized <T> T call(Call call, ResourceKey key, Supplier<T> body) {
    Fault fault = faults.next(call);
    String what = call + " " + key;
    if (fault instanceof Fault.Refused refused) {
      throw new StoreException(refused.reason(), what + " fails as planned");
    }
    if (fault instanceof Fault.AnswerLost lost) {
      if (lost.applied()) {
        apply(call, key, body);
      }
      throw new StoreException(Reason.UNKNOWN_OUTCOME, "the answer to " + what + " is lost");
    }
    if (fault instanceof Fault.Crash crash) {
      if (crash.applied()) {
        apply(call, key, body);
      }
      crashed = true;
      throw new SimulatedCrash((crash.applied() ? "after " : "before ") + what);
    }
    return apply(call, key, body);
  }

  /** A write that changes nothing keeps the version and is none. */
  private <T> T apply(Call call, ResourceKey key, Supplier<T> body) {
    String before = truth.version();
    T result = body.get();
    if (call.isWrite() && !truth.version().equals(before)) {
      writes.add(new Write(call, key));
    }
    return result;
  }

  private final class Relay<R extends Resource> implements Watcher<R>, Subscription {
    private final Watcher<R> watcher;
    private Subscription upstream = () -> {};
    private final Deque<Runnable> late = new ArrayDeque<>();
    private boolean silent;
    private boolean closed;

    Relay(Watcher<R> watcher) {
      this.watcher = watcher;
    }

    @Override
    public void onChange(Change change, R resource) {
      if (watchLag.isZero() && late.isEmpty()) {
        deliver(() -> watcher.onChange(change, resource));
      } else {
        // Whichever task comes first takes the change that came first: the order stays.
        late.add(() -> watcher.onChange(change, resource));
        scheduler.schedule(watchLag, () -> deliver(late.remove()));
      }
    }

    private void deliver(Runnable change) {
      if (!silent && !closed) {
        change.run();
      }
    }

    @Override
    public void onEnd(StoreException cause) {
      end(cause);
    }

    private void end(StoreException cause) {
      if (!closed) {
        close();
        watcher.onEnd(cause);
      }
    }

    @Override
    public void close() {
      closed = true;
      upstream.close();
      relays.remove(this);
    }
  }
}
