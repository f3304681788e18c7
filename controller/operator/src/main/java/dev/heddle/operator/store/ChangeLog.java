package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.Layout.Position;
import dev.heddle.reconciler.store.StoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change log in ZooKeeper and feeds the cache strictly by next sequence.
 *
 * <p>One persistent recursive watch tells which entries are new; all of them are asked for at once,
 * early answers are held, late ones dropped. A watch says nothing of what happened while the line
 * was cut, so that every new connection sets it again and lists the log (L3). When the next entry
 * is gone already, changes were missed and everything has to be loaded anew.
 */
final class ChangeLog implements Watcher {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final ObjectCache cache;
  private final Runnable onMissed;

  private boolean running; // guarded by this, as all below
  private int era;
  private int next;
  private long entriesSeen;
  private long bytesSeen;
  private final Map<Integer, Integer> ends = new HashMap<>(); // era to first unknown sequence
  private final Set<Integer> asked = new HashSet<>();
  private final Map<Integer, Requests.Node> held = new HashMap<>();

  ChangeLog(ZooKeeperConnection connection, Layout layout, ObjectCache cache, Runnable onMissed) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = requireNonNull(layout, "layout is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.onMissed = requireNonNull(onMissed, "onMissed is null");
  }

  /** Feeds the cache with everything from that entry on. */
  void start(Position from) {
    synchronized (this) {
      running = true;
      era = from.era();
      next = from.sequence();
      asked.clear();
      held.clear();
    }
    resync();
  }

  synchronized void stop() {
    running = false;
    asked.clear();
    held.clear();
  }

  /** The entry that is applied next: a writer appends to this era. */
  synchronized Position head() {
    return new Position(era, next);
  }

  /** How much has been applied since the start: what the trimmer goes by. */
  synchronized Volume volume() {
    return new Volume(entriesSeen, bytesSeen);
  }

  /** Entries and their bytes. */
  record Volume(long entries, long bytes) {}

  /** Sets the watch again, and looks for what it may have missed. */
  void resync() {
    int listed;
    synchronized (this) {
      if (!running) {
        return;
      }
      listed = era;
      asked.clear();
    }
    try {
      Requests requests = new Requests(connection.zooKeeper());
      Requests.handle(requests.watch(layout.log(), this), path -> {}, ChangeLog::logFailure);
      // A new session may reach a server that lags behind what we have seen.
      Requests.handle(requests.sync(layout.log()), path -> {}, ChangeLog::logFailure);
      Requests.handle(
          requests.children(layout.era(listed)),
          names -> onListing(listed, names),
          ChangeLog::logFailure);
    } catch (StoreException e) {
      LOG.debug("not connected; the next connection looks again: {}", e.getMessage());
    }
  }

  /** Looks whether writes happened that have not come through the watch (L3). */
  void heal() {
    try {
      long applied = cache.applied();
      Requests.handle(
          new Requests(connection.zooKeeper()).stat(layout.rev()),
          stat -> {
            // What was written before this look and is still missing at its end is late.
            if (stat.getMzxid() > applied && cache.applied() == applied) {
              resync();
            }
          },
          ChangeLog::logFailure);
    } catch (StoreException e) {
      LOG.debug("not connected; the next connection looks again: {}", e.getMessage());
    }
  }

  private static void logFailure(Throwable e) {
    LOG.debug("the next connection or check asks again: {}", e.getMessage());
  }

  @Override
  public void process(WatchedEvent event) {
    switch (event.getType()) {
      case None -> {
        if (event.getState() == Event.KeeperState.SyncConnected) {
          resync();
        }
      }
      case NodeCreated -> layout.position(event.getPath()).ifPresent(this::onCreated);
      case NodeDeleted,
          NodeDataChanged,
          NodeChildrenChanged,
          DataWatchRemoved,
          ChildWatchRemoved,
          PersistentWatchRemoved -> {
        // Only new entries matter.
      }
    }
  }

  private synchronized void onCreated(Position position) {
    ends.merge(position.era(), position.sequence() + 1, Math::max);
    if (position.era() == era) {
      ask();
    }
  }

  private synchronized void onListing(int listed, Optional<List<String>> names) {
    if (!running || listed != era) {
      return;
    }
    if (names.isEmpty()) {
      missed("era " + listed + " of the log is gone");
      return;
    }
    int first = next;
    int end = 0;
    for (String name : names.get()) {
      int sequence = Layout.sequenceOf(name);
      first = Math.min(first, sequence);
      end = Math.max(end, sequence + 1);
    }
    boolean trimmed = end > next && !names.get().contains(Layout.entryName(next));
    if (trimmed || end < next) {
      missed("the log reaches from " + first + " to " + end + ", wanted was " + next);
      return;
    }
    ends.merge(era, end, Math::max);
    ask();
  }

  private void ask() {
    if (!running) {
      return;
    }
    int end = ends.getOrDefault(era, 0);
    Requests requests;
    try {
      requests = new Requests(connection.zooKeeper());
    } catch (StoreException e) {
      LOG.debug("not connected; the next connection asks again: {}", e.getMessage());
      return;
    }
    for (int sequence = next; sequence < end; sequence++) {
      if (!held.containsKey(sequence) && asked.add(sequence)) {
        Position position = new Position(era, sequence);
        Requests.handle(
            requests.node(layout.entry(position)),
            node -> onAnswer(position, node),
            failure -> onFailure(position, failure));
      }
    }
  }

  private synchronized void onFailure(Position position, Throwable failure) {
    if (position.era() == era) {
      asked.remove(position.sequence());
    }
    logFailure(failure);
  }

  private synchronized void onAnswer(Position position, Optional<Requests.Node> node) {
    if (!running || position.era() != era || position.sequence() < next) {
      return;
    }
    if (node.isEmpty()) {
      missed("entry " + position + " has been trimmed");
    } else {
      held.put(position.sequence(), node.get());
      applyHeld();
    }
  }

  private void applyHeld() {
    Requests.Node node = held.remove(next);
    while (node != null) {
      asked.remove(next);
      next++;
      entriesSeen++;
      bytesSeen += node.data().length();
      if (!apply(node.data().array(), node.stat())) {
        return;
      }
      node = held.remove(next);
    }
  }

  private boolean apply(byte[] data, Stat stat) {
    try {
      LogEntry entry = LogEntry.decode(data);
      if (entry instanceof LogEntry.Changed changed) {
        cache.apply(stat.getCzxid(), changed);
        return true;
      }
      if (entry instanceof LogEntry.Rotated rotated) {
        cache.advance(stat.getCzxid());
        ends.remove(era);
        era = rotated.era();
        next = 0;
        asked.clear();
        held.clear();
        resync();
      }
      return false;
    } catch (RuntimeException e) {
      LOG.error("entry {} of era {} cannot be applied", next - 1, era, e);
      missed("an entry was not understood");
      return false;
    }
  }

  private void missed(String why) {
    LOG.warn("changes were missed, everything is loaded anew: {}", why);
    stop();
    onMissed.run();
  }
}
