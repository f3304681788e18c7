package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.Layout.Position;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;

/**
 * Reads all objects while others write: notes where the log ends, reads the objects, many at a
 * time, and notes the newest transaction. The log between the two, replayed, makes one moment of
 * it.
 */
final class Loader {

  /** Reads in flight: enough to hide the way to the server, few enough for its queues. */
  private static final int IN_FLIGHT = 256;

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final Watcher logWatcher;
  private final Duration timeout;

  Loader(ZooKeeperConnection connection, Layout layout, Watcher logWatcher, Duration timeout) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = requireNonNull(layout, "layout is null");
    this.logWatcher = requireNonNull(logWatcher, "logWatcher is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  /**
   * What was read.
   *
   * @param contents the objects, each of some moment between head and {@code newest}
   * @param head where the log has to be replayed from
   * @param newest the transaction up to which
   */
  record Loaded(Contents contents, Position head, long newest) {}

  /** Reads everything; blocks. */
  Loaded load() {
    Requests requests = new Requests(connection.zooKeeper());
    CompletableFuture<String> watch = requests.watch(layout.log(), logWatcher);
    CompletableFuture<String> sync = requests.sync(layout.rev());
    // Read before the log is listed: all entries up to this transaction are below the head.
    CompletableFuture<Stat> rev = requests.stat(layout.rev());
    await(watch);
    await(sync);
    long floor = await(rev).getMzxid();
    Position head = head(requests);
    Contents contents = new Contents(floor);
    readObjects(requests, contents);
    CompletableFuture<String> again = requests.sync(layout.rev());
    CompletableFuture<Stat> end = requests.stat(layout.rev());
    await(again);
    long newest = await(end).getMzxid();
    return new Loaded(contents, head, newest);
  }

  private Position head(Requests requests) {
    int era =
        children(requests, layout.log()).stream().mapToInt(Integer::parseInt).max().orElseThrow();
    int end =
        children(requests, layout.era(era)).stream()
            .mapToInt(name -> Layout.sequenceOf(name) + 1)
            .max()
            .orElse(0);
    return new Position(era, end);
  }

  private void readObjects(Requests requests, Contents contents) {
    List<CompletableFuture<Optional<Requests.Node>>> reads = new ArrayList<>();
    List<ObjectId> ids = new ArrayList<>();
    for (String resource : children(requests, layout.objects())) {
      for (String shard : children(requests, layout.resource(resource))) {
        String namespace = Layout.namespaceOf(shard);
        for (String name : children(requests, layout.shard(resource, namespace))) {
          ObjectId id = new ObjectId(resource, namespace, name);
          ids.add(id);
          reads.add(requests.node(layout.object(id)));
          if (reads.size() == IN_FLIGHT) {
            take(ids, reads, contents);
          }
        }
      }
    }
    take(ids, reads, contents);
  }

  private void take(
      List<ObjectId> ids,
      List<CompletableFuture<Optional<Requests.Node>>> reads,
      Contents contents) {
    for (int i = 0; i < reads.size(); i++) {
      ObjectId id = ids.get(i);
      // An object that has gone since the listing is in the log as deleted.
      await(reads.get(i))
          .ifPresent(
              node ->
                  contents.put(
                      new StoredObject(
                          id,
                          node.stat().getMzxid(),
                          node.stat().getVersion(),
                          node.data().array())));
    }
    ids.clear();
    reads.clear();
  }

  private List<String> children(Requests requests, String path) {
    return await(requests.children(path)).orElse(List.of());
  }

  private <T> T await(CompletableFuture<T> future) {
    if (!connection.isConnected()) {
      throw new StoreException(Reason.UNAVAILABLE, "the connection was cut while loading");
    }
    return Requests.await(future, timeout);
  }
}
