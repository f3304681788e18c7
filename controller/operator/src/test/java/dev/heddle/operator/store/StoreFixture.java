package dev.heddle.operator.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.config.StoreConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A real embedded server and stores on it; everything that was opened is closed in the end. */
final class StoreFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  static final Duration SESSION = Duration.ofSeconds(2);

  /** Small bounds, so that tests reach them. */
  static final StoreOptions OPTIONS =
      new StoreOptions(
          1000,
          8 << 20,
          400,
          8 << 20,
          1 << 30,
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, daemons());
  final ExecutorService executor = Executors.newCachedThreadPool(daemons());
  private final AtomicLong uids = new AtomicLong();
  private final Deque<Runnable> open = new ArrayDeque<>();

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "store-test");
      thread.setDaemon(true);
      return thread;
    };
  }

  private <T> T closing(T resource, Consumer<T> close) {
    open.push(() -> close.accept(resource));
    return resource;
  }

  EmbeddedZooKeeper server(Path dataDir, int port) {
    return server(new StoreConfig.Embedded(port, dataDir, SESSION));
  }

  EmbeddedZooKeeper server(StoreConfig.Embedded config) {
    return closing(
        EmbeddedZooKeeper.start(config, new SplittableRandom(7), scheduler, executor),
        EmbeddedZooKeeper::close);
  }

  Line line(EmbeddedZooKeeper server) {
    return closing(new Line(server.settings().connect(), executor), Line::close);
  }

  LeaderElection election(
      ZooKeeperConnection connection, String id, LeaderElection.Listener listener) {
    return closing(
        LeaderElection.join(connection, id, listener, surroundings()), LeaderElection::close);
  }

  LeaderDuties duties(ZooKeeperStore store, int epoch) {
    return closing(store.duties(epoch), LeaderDuties::close);
  }

  ZooKeeperConnection connection(ZooKeeperConnection.Settings settings) {
    return closing(ZooKeeperConnection.open(settings), ZooKeeperConnection::close);
  }

  ZooKeeperStore store(ZooKeeperConnection.Settings settings) {
    return store(connection(settings), OPTIONS);
  }

  ZooKeeperStore store(ZooKeeperConnection connection, StoreOptions options) {
    return closing(ZooKeeperStore.open(connection, options, surroundings()), ZooKeeperStore::close);
  }

  Surroundings surroundings() {
    return new Surroundings(
        Clock.fixed(NOW, ZoneOffset.UTC), StoreFixture::ticks, this::uid, scheduler, executor);
  }

  /** The same settings below another root: one server serves many tests. */
  static ZooKeeperConnection.Settings at(ZooKeeperConnection.Settings settings, String root) {
    return new ZooKeeperConnection.Settings(
        settings.connect(), root, settings.credentials(), settings.sessionTimeout());
  }

  private static long ticks() {
    return TimeUnit.MILLISECONDS.toNanos(Clock.systemUTC().millis());
  }

  String uid() {
    return "uid-" + uids.incrementAndGet();
  }

  static ObjectNode object(String namespace, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    object.putObject("spec").put("queue", "default");
    return object;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
    scheduler.shutdownNow();
    executor.shutdownNow();
  }
}
