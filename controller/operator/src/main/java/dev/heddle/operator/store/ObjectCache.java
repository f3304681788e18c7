package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import dev.heddle.reconciler.store.Watcher.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * All objects of one moment, the changes that led there, and the watches that follow. Moves on only
 * by entries of the log, in their order, so that what is read and what is watched never disagree.
 */
final class ObjectCache {

  private static final int LANES = 4;

  private final List<Lane> lanes;
  private final StoreOptions options;

  private Optional<Contents> live = Optional.empty(); // guarded by this, as all below
  private Optional<Contents> staged = Optional.empty();
  private long openAt;
  private int reloads;
  private boolean closed;
  private int opened;

  private final Deque<Happening> window = new ArrayDeque<>();
  private long windowBytes;
  private long windowStart;
  private final Set<Watch> watches = new LinkedHashSet<>();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::zxid));

  /** Nonces of writes under way, with the transaction that was seen to carry them. */
  private final Map<String, Optional<Long>> nonces = new ConcurrentHashMap<>();

  ObjectCache(Executor executor, StoreOptions options) {
    this.lanes = Stream.generate(() -> new Lane(executor)).limit(LANES).toList();
    this.options = requireNonNull(options, "options is null");
  }

  private record Waiter(long zxid, CompletableFuture<Void> reached) {}

  /** Objects of one moment. */
  record Moment(List<StoredObject> objects, long zxid) {}

  /**
   * Replaces everything by what was loaded, once the log has been applied up to {@code openAt}:
   * what was loaded while others wrote is of no single moment before.
   */
  synchronized void stage(Contents loaded, long openAt) {
    staged = Optional.of(loaded);
    this.openAt = openAt;
    openWhenReached();
  }

  private void openWhenReached() {
    Contents loaded = staged.orElseThrow();
    if (loaded.applied() < openAt) {
      return;
    }
    boolean first = live.isEmpty();
    live = staged;
    staged = Optional.empty();
    window.clear();
    windowBytes = 0;
    windowStart = loaded.applied();
    if (!first) {
      reloads++;
      endWatches(new StoreException(Reason.EXPIRED, "changes were missed: list again, then watch"));
    }
    release();
  }

  /** Takes over the next entry of the log. */
  synchronized void apply(long zxid, LogEntry.Changed entry) {
    nonces.computeIfPresent(entry.nonce(), (nonce, seen) -> Optional.of(zxid));
    if (staged.isPresent()) {
      staged.get().apply(zxid, entry);
      openWhenReached();
      return;
    }
    contents()
        .apply(zxid, entry)
        .ifPresent(step -> happenings(zxid, entry.change(), step).forEach(this::publish));
    release();
  }

  /** Takes note of a transaction that changed no object. */
  synchronized void advance(long zxid) {
    if (staged.isPresent()) {
      staged.get().advance(zxid);
      openWhenReached();
    } else {
      contents().advance(zxid);
      release();
    }
  }

  private static List<Happening> happenings(long zxid, Change change, Contents.Step step) {
    return step.after().id().resource().equals(EventBook.RESOURCE)
        ? EventBook.happenings(zxid, change, step)
        : List.of(new Happening(zxid, change, step.after()));
  }

  private void publish(Happening happening) {
    window.add(happening);
    windowBytes += happening.object().size();
    while (window.size() > options.windowEntries() || windowBytes > options.windowBytes()) {
      Happening oldest = window.remove();
      windowBytes -= oldest.object().size();
      windowStart = oldest.zxid();
    }
    watches.forEach(watch -> watch.offer(happening));
  }

  private void release() {
    long applied = contents().applied();
    while (!waiters.isEmpty() && waiters.peek().zxid() <= applied) {
      waiters.remove().reached().complete(null);
    }
  }

  private Contents contents() {
    return live.orElseThrow(
        () -> new StoreException(Reason.UNAVAILABLE, "the store has not been loaded yet"));
  }

  synchronized Optional<StoredObject> get(ObjectId id) {
    return contents().get(id);
  }

  synchronized Moment list(String resource, String namespace) {
    return new Moment(contents().list(resource, namespace), contents().applied());
  }

  /** The newest transaction that readers see; 0 before the first load. */
  synchronized long applied() {
    return live.map(Contents::applied).orElse(0L);
  }

  /** How often changes were missed and everything was loaded anew. */
  synchronized int reloads() {
    return reloads;
  }

  /** Completes when readers see that transaction. */
  synchronized CompletableFuture<Void> reached(long zxid) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    if (live.isPresent() && live.get().applied() >= zxid) {
      reached.complete(null);
    } else {
      waiters.add(new Waiter(zxid, reached));
    }
    return reached;
  }

  synchronized Watch watch(
      String resource, String namespace, long afterZxid, ObjectWatcher watcher) {
    contents();
    if (closed) {
      throw closing();
    }
    if (afterZxid < windowStart) {
      throw new StoreException(
          Reason.EXPIRED,
          "resourceVersion " + afterZxid + " is too old, the oldest is " + windowStart);
    }
    Lane lane = lanes.get(opened++ % LANES);
    Watch watch =
        new Watch(
            resource,
            namespace,
            afterZxid,
            watcher,
            lane,
            2 * options.windowEntries(),
            this::forget);
    window.forEach(watch::offer);
    watches.add(watch);
    return watch;
  }

  private synchronized void forget(Watch watch) {
    watches.remove(watch);
  }

  /** How many watches are open. */
  synchronized int watchCount() {
    return watches.size();
  }

  private void endWatches(StoreException cause) {
    List<Watch> ended = new ArrayList<>(watches);
    watches.clear();
    ended.forEach(watch -> watch.end(cause));
  }

  /** Begins to look out for a write. */
  void expect(String nonce) {
    nonces.put(nonce, Optional.empty());
  }

  /** The transaction that carried the write, if it was seen. */
  Optional<Long> seen(String nonce) {
    return nonces.getOrDefault(nonce, Optional.empty());
  }

  void forget(String nonce) {
    nonces.remove(nonce);
  }

  synchronized void close() {
    closed = true;
    endWatches(closing());
  }

  private static StoreException closing() {
    return new StoreException(Reason.UNAVAILABLE, "the store is closed");
  }
}
