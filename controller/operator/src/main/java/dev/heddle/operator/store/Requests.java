package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Requests on one session, as futures. The server answers them in the order in which they were
 * made, so that a read after {@link #sync} is no older than the sync. Futures fail with a {@link
 * KeeperException} and complete on ZooKeeper's event thread, which must not be blocked.
 */
final class Requests {

  private final ZooKeeper zooKeeper;

  Requests(ZooKeeper zooKeeper) {
    this.zooKeeper = requireNonNull(zooKeeper, "zooKeeper is null");
  }

  /**
   * The content of a node.
   *
   * @param data its bytes
   * @param stat its versions
   */
  record Node(Bytes data, Stat stat) {}

  /** The node, empty when there is none. */
  CompletableFuture<Optional<Node>> node(String path) {
    CompletableFuture<Optional<Node>> future = new CompletableFuture<>();
    zooKeeper.getData(
        path,
        false,
        (rc, p, context, data, stat) -> {
          if (rc == KeeperException.Code.NONODE.intValue()) {
            future.complete(Optional.empty());
          } else {
            settle(future, rc, p, () -> Optional.of(new Node(new Bytes(data), stat)));
          }
        },
        null);
    return future;
  }

  /** Versions of a node that must exist. */
  CompletableFuture<Stat> stat(String path) {
    CompletableFuture<Stat> future = new CompletableFuture<>();
    zooKeeper.exists(
        path, false, (rc, p, context, stat) -> settle(future, rc, p, () -> stat), null);
    return future;
  }

  /** Names of the children, empty when there is no such node. */
  CompletableFuture<Optional<List<String>>> children(String path) {
    CompletableFuture<Optional<List<String>>> future = new CompletableFuture<>();
    zooKeeper.getChildren(
        path,
        false,
        (rc, p, context, names) -> {
          if (rc == KeeperException.Code.NONODE.intValue()) {
            future.complete(Optional.empty());
          } else {
            settle(future, rc, p, () -> Optional.of(names));
          }
        },
        null);
    return future;
  }

  /** Brings the server we are connected to up to date with the leader. */
  CompletableFuture<String> sync(String path) {
    CompletableFuture<String> future = new CompletableFuture<>();
    zooKeeper.sync(path, (rc, p, context) -> settle(future, rc, p, () -> p), null);
    return future;
  }

  /** Watches a node and all below it, until the session ends. */
  CompletableFuture<String> watch(String path, Watcher watcher) {
    CompletableFuture<String> future = new CompletableFuture<>();
    zooKeeper.addWatch(
        path,
        watcher,
        AddWatchMode.PERSISTENT_RECURSIVE,
        (rc, p, context) -> settle(future, rc, p, () -> p),
        null);
    return future;
  }

  /**
   * All or nothing. A refusal completes the future too: with an {@link OpResult.ErrorResult} for
   * the operation that failed.
   */
  CompletableFuture<List<OpResult>> multi(List<Op> operations) {
    CompletableFuture<List<OpResult>> future = new CompletableFuture<>();
    zooKeeper.multi(
        operations,
        (rc, path, context, results) -> {
          if (results != null && !results.isEmpty()) {
            future.complete(results);
          } else {
            settle(future, rc, path, () -> results);
          }
        },
        null);
    return future;
  }

  private static <T> void settle(
      CompletableFuture<T> future, int rc, String path, Supplier<T> value) {
    KeeperException.Code code = KeeperException.Code.get(rc);
    if (code == KeeperException.Code.OK) {
      future.complete(value.get());
    } else {
      future.completeExceptionally(KeeperException.create(code, path));
    }
  }

  /** Passes the answer or the failure on, on ZooKeeper's event thread. */
  static <T> void handle(
      CompletableFuture<T> future, Consumer<T> onAnswer, Consumer<Throwable> onFailure) {
    var unused =
        future.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                onAnswer.accept(answer);
              } else {
                onFailure.accept(failure);
              }
            });
  }

  /**
   * Waits for an answer; never call it on ZooKeeper's event thread.
   *
   * @throws StoreException UNAVAILABLE when there is none in time, or ZooKeeper refuses
   */
  static <T> T await(CompletableFuture<T> future, Duration atMost) {
    try {
      return future.get(Math.max(1, atMost.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, "interrupted while waiting for ZooKeeper", e);
    } catch (TimeoutException e) {
      throw new StoreException(Reason.UNAVAILABLE, "ZooKeeper has not answered in time", e);
    } catch (ExecutionException e) {
      throw new StoreException(
          Reason.UNAVAILABLE, "ZooKeeper answered: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
