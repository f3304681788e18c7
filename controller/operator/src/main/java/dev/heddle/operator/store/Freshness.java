package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.data.Stat;

/** Brings the cache to at least the moment of the call, whoever wrote last. */
final class Freshness {

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final ObjectCache cache;

  Freshness(ZooKeeperConnection connection, ObjectCache cache) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = connection.layout();
    this.cache = requireNonNull(cache, "cache is null");
  }

  /**
   * Waits until the cache holds every write that was acknowledged before the call.
   *
   * @throws StoreException UNAVAILABLE when ZooKeeper does not come back in time
   */
  void refresh(Deadline deadline) {
    while (true) {
      awaitConnected(deadline);
      try {
        Requests requests = new Requests(connection.zooKeeper());
        CompletableFuture<String> sync = requests.sync(layout.rev());
        CompletableFuture<Stat> rev = requests.stat(layout.rev());
        Requests.await(sync, deadline.left());
        long newest = Requests.await(rev, deadline.left()).getMzxid();
        Requests.await(cache.reached(newest), deadline.left());
        return;
      } catch (StoreException e) {
        // The line was cut: ask again on the next one.
        if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  void awaitConnected(Deadline deadline) {
    if (!connection.awaitConnected(deadline.left())) {
      throw new StoreException(
          Reason.UNAVAILABLE,
          "ZooKeeper at " + connection.settings().connect() + " is not connected");
    }
  }
}
