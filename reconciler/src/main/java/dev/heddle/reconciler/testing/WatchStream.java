package dev.heddle.reconciler.testing;

import dev.heddle.crd.meta.Resource;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.Watcher;
import dev.heddle.reconciler.testing.InMemoryStore.Revision;
import dev.heddle.reconciler.time.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** One open watch: changes wait in line, and one task at a time hands them to the watcher. */
final class WatchStream<R extends Resource> implements Subscription {

  private final ResourceType<R> type;
  private final Watcher<R> watcher;
  private final Scheduler scheduler;
  private final Consumer<WatchStream<R>> onClose;
  private final Deque<Revision> line = new ArrayDeque<>();
  private boolean delivering;
  private boolean closed;

  WatchStream(
      ResourceType<R> type,
      Watcher<R> watcher,
      Scheduler scheduler,
      Consumer<WatchStream<R>> onClose) {
    this.type = type;
    this.watcher = watcher;
    this.scheduler = scheduler;
    this.onClose = onClose;
  }

  synchronized void offer(Revision revision) {
    if (closed || !revision.key().kind().equals(type.kind())) {
      return;
    }
    line.add(revision);
    if (!delivering) {
      delivering = true;
      scheduler.execute(this::deliver);
    }
  }

  private void deliver() {
    Revision revision;
    synchronized (this) {
      revision = closed ? null : line.poll();
      if (revision == null) {
        delivering = false;
        return;
      }
    }
    watcher.onChange(revision.change(), revision.object().as(type));
    scheduler.execute(this::deliver);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      line.clear();
    }
    onClose.accept(this);
  }
}
