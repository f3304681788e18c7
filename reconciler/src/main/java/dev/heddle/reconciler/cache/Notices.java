package dev.heddle.reconciler.cache;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.Resource;
import dev.heddle.reconciler.cache.Snapshot.Difference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the handlers of changes, in the order in which the cache took them in. */
final class Notices<R extends Resource> {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private final String name;
  private final List<ChangeHandler<R>> handlers = new CopyOnWriteArrayList<>();
  // Guarded by this.
  private final Queue<Difference<R>> waiting = new ArrayDeque<>();
  private boolean telling;

  Notices(String name) {
    this.name = name;
  }

  void addHandler(ChangeHandler<R> handler) {
    handlers.add(requireNonNull(handler, "handler is null"));
  }

  void removeHandler(ChangeHandler<R> handler) {
    handlers.remove(handler);
  }

  /** Called under the informer's lock, which gives the order. */
  synchronized void add(Difference<R> difference) {
    waiting.add(difference);
  }

  /** Called without the lock. Whoever comes first tells all, so that handlers see one order. */
  void tell() {
    while (true) {
      Difference<R> next;
      synchronized (this) {
        if (telling || waiting.isEmpty()) {
          return;
        }
        telling = true;
        next = waiting.remove();
      }
      try {
        handlers.forEach(handler -> tell(handler, next));
      } finally {
        synchronized (this) {
          telling = false;
        }
      }
    }
  }

  private void tell(ChangeHandler<R> handler, Difference<R> difference) {
    try {
      handler.onChange(difference.before(), difference.after());
    } catch (RuntimeException e) {
      LOG.error("{}: a handler failed; others and later changes are not affected", name, e);
    }
  }
}
