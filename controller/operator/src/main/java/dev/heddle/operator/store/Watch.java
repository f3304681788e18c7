package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.ObjectStore.ObjectWatcher;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One running watch: a bounded queue that some thread of the executor empties, one call at a time.
 * A watcher that does not keep up is ended as EXPIRED, so that it can never fill the memory.
 */
final class Watch implements Subscription {

  private final String resource;
  private final String namespace;
  private final long afterZxid;
  private final ObjectWatcher watcher;
  private final Executor executor;
  private final int limit;
  private final Consumer<Watch> onClosed;

  private final Object delivery = new Object();
  private final Queue<Happening> queue = new ArrayDeque<>(); // guarded by itself
  private boolean draining; // guarded by queue
  private Optional<StoreException> end = Optional.empty(); // guarded by queue
  private boolean closed; // guarded by delivery

  Watch(
      String resource,
      String namespace,
      long afterZxid,
      ObjectWatcher watcher,
      Executor executor,
      int limit,
      Consumer<Watch> onClosed) {
    this.resource = requireNonNull(resource, "resource is null");
    this.namespace = requireNonNull(namespace, "namespace is null");
    this.afterZxid = afterZxid;
    this.watcher = requireNonNull(watcher, "watcher is null");
    this.executor = requireNonNull(executor, "executor is null");
    this.limit = limit;
    this.onClosed = requireNonNull(onClosed, "onClosed is null");
  }

  /**
   * Queues a change that concerns this watch; called in the log's order. A watch may come from
   * another process, whose cache was ahead of this one: what it has seen is not told again.
   */
  void offer(Happening happening) {
    if (happening.zxid() <= afterZxid || !happening.concerns(resource, namespace)) {
      return;
    }
    synchronized (queue) {
      if (end.isPresent()) {
        return;
      }
      if (queue.size() < limit) {
        queue.add(happening);
      } else {
        queue.clear();
        end =
            Optional.of(
                new StoreException(
                    Reason.EXPIRED,
                    "the watch of " + resource + " is " + limit + " changes behind: list again"));
      }
      drainSoon();
    }
  }

  /** Ends the watch after what is queued already. */
  void end(StoreException cause) {
    synchronized (queue) {
      if (end.isEmpty()) {
        end = Optional.of(cause);
        drainSoon();
      }
    }
  }

  private void drainSoon() {
    if (!draining) {
      draining = true;
      executor.execute(this::drain);
    }
  }

  private void drain() {
    while (true) {
      Optional<Happening> next;
      Optional<StoreException> over;
      synchronized (queue) {
        next = Optional.ofNullable(queue.poll());
        over = end;
        if (next.isEmpty() && over.isEmpty()) {
          draining = false;
          return;
        }
      }
      if (!deliver(next, over)) {
        onClosed.accept(this);
        return; // draining stays set: nothing is delivered after the end
      }
    }
  }

  /** One call of the watcher; false when it was the last. */
  private boolean deliver(Optional<Happening> next, Optional<StoreException> over) {
    synchronized (delivery) {
      if (closed) {
        return false;
      }
      try {
        if (next.isPresent()) {
          watcher.onChange(next.get().change(), next.get().object());
          return true;
        }
      } catch (RuntimeException e) {
        closed = true;
        watcher.onEnd(
            new StoreException(Reason.EXPIRED, "the watcher failed on a change of " + resource, e));
        return false;
      }
      closed = true;
      watcher.onEnd(over.orElseThrow());
      return false;
    }
  }

  @Override
  public void close() {
    synchronized (delivery) {
      closed = true;
    }
    synchronized (queue) {
      queue.clear();
    }
    onClosed.accept(this);
  }
}
