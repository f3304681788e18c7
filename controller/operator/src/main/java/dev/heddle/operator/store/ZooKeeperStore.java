package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.reconciler.store.ResourceStore.Preconditions;
import dev.heddle.reconciler.store.ResourceStore.Subscription;
import dev.heddle.reconciler.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects in ZooKeeper, read from a cache that follows the change log. Writes made here are for
 * users and are not fenced; controllers write through {@link #fenced}.
 */
public final class ZooKeeperStore implements ObjectStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperStore.class);
  private static final Duration RELOAD_PAUSE = Duration.ofMillis(200);

  private final ZooKeeperConnection connection;
  private final StoreOptions options;
  private final Surroundings surroundings;
  private final ObjectCache cache;
  private final ChangeLog log;
  private final Freshness freshness;
  private final ObjectView unfenced;
  private final Writes writes;
  private final ConnectionStateListener listener = this::onConnection;
  private Optional<ScheduledFuture<?>> healing = Optional.empty();
  private volatile boolean closed;

  private ZooKeeperStore(
      ZooKeeperConnection connection, StoreOptions options, Surroundings surroundings) {
    this.connection = requireNonNull(connection, "connection is null");
    this.options = requireNonNull(options, "options is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.cache = new ObjectCache(surroundings.executor(), options);
    this.log = new ChangeLog(connection, connection.layout(), cache, this::loadSoon);
    this.freshness = new Freshness(connection, cache);
    String process = surroundings.uids().get();
    AtomicLong count = new AtomicLong();
    this.writes =
        new Writes(
            connection,
            cache,
            log,
            freshness,
            () -> process + "-" + count.incrementAndGet(),
            this::deadline);
    this.unfenced =
        new ObjectView(OptionalInt.empty(), cache, freshness, writes, surroundings, this::deadline);
  }

  /**
   * Opens the store and loads it; returns when it can be read.
   *
   * @throws StoreException UNAVAILABLE when ZooKeeper cannot be reached within the timeout
   */
  public static ZooKeeperStore open(
      ZooKeeperConnection connection, StoreOptions options, Surroundings surroundings) {
    ZooKeeperStore store = new ZooKeeperStore(connection, options, surroundings);
    try {
      store.start();
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  private void start() {
    Deadline deadline = deadline();
    freshness.awaitConnected(deadline);
    connection.layout().skeleton().forEach(connection::ensure);
    connection.curator().getConnectionStateListenable().addListener(listener);
    long millis = options.heal().toMillis();
    healing =
        Optional.of(
            surroundings
                .scheduler()
                .scheduleWithFixedDelay(log::heal, millis, millis, TimeUnit.MILLISECONDS));
    load();
    freshness.refresh(deadline);
  }

  /** Loads everything and follows the log from there; again until it works. */
  private void load() {
    while (!closed) {
      try {
        freshness.awaitConnected(deadline());
        Loader.Loaded loaded =
            new Loader(connection, connection.layout(), log, options.timeout()).load();
        cache.stage(loaded.contents(), loaded.newest());
        log.start(loaded.head());
        return;
      } catch (StoreException e) {
        if (cache.applied() == 0) {
          throw e; // the first load: whoever opens the store is told
        }
        LOG.warn("cannot load the store yet, trying again: {}", e.getMessage());
        loadLater();
        return;
      }
    }
  }

  private void loadSoon() {
    surroundings.executor().execute(this::load);
  }

  private void loadLater() {
    var unused =
        surroundings
            .scheduler()
            .schedule(this::loadSoon, RELOAD_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void onConnection(CuratorFramework client, ConnectionState state) {
    if (state.isConnected()) {
      log.resync();
    }
  }

  private Deadline deadline() {
    return Deadline.after(options.timeout(), surroundings.ticker());
  }

  /**
   * The store as the leader of that epoch uses it: its writes fail with FENCED once another one
   * leads (I7), and what it reads is no older than this call.
   */
  public ObjectStore fenced(int epoch) {
    refresh();
    return new ObjectView(
        OptionalInt.of(epoch), cache, freshness, writes, surroundings, this::deadline);
  }

  /** Begins what only the leader of that epoch does for the store; blocks shortly. */
  public LeaderDuties duties(int epoch) {
    ObjectStore fenced = fenced(epoch);
    EventBooks events = new EventBooks(OptionalInt.of(epoch), cache, writes, surroundings);
    return new LeaderDuties(
        new LogTrimmer(connection, log, options, epoch, surroundings),
        new GarbageCollector(fenced, events, surroundings, options.sweep()));
  }

  /** Waits until reads show every write that was acknowledged to anybody before this call. */
  public void refresh() {
    freshness.refresh(deadline());
  }

  @Override
  public Optional<ObjectNode> get(ResourceType<?> type, String namespace, String name) {
    return unfenced.get(type, namespace, name);
  }

  @Override
  public Snapshot list(ResourceType<?> type, String namespace) {
    return unfenced.list(type, namespace);
  }

  @Override
  public Listing listing(ResourceType<?> type, String namespace) {
    return unfenced.listing(type, namespace);
  }

  @Override
  public Subscription watch(
      ResourceType<?> type, String namespace, String resourceVersion, ObjectWatcher watcher) {
    return unfenced.watch(type, namespace, resourceVersion, watcher);
  }

  @Override
  public ObjectNode create(ResourceType<?> type, ObjectNode object) {
    return unfenced.create(type, object);
  }

  @Override
  public ObjectNode update(ResourceType<?> type, ObjectNode object, Scope scope) {
    return unfenced.update(type, object, scope);
  }

  @Override
  public ObjectNode delete(
      ResourceType<?> type, String namespace, String name, Preconditions preconditions) {
    return unfenced.delete(type, namespace, name, preconditions);
  }

  /** Ends all watches; the connection stays open. */
  @Override
  public void close() {
    closed = true;
    healing.ifPresent(h -> h.cancel(false));
    connection.curator().getConnectionStateListenable().removeListener(listener);
    log.stop();
    cache.close();
  }
}
