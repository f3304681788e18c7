package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.store.Transaction.Outcome;
import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult;

/**
 * Carries out writes. A write returns when the cache shows it (read your writes). One whose answer
 * was lost is settled by its nonce in the log, and is tried again only when it is not there.
 */
final class Writes {

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final ObjectCache cache;
  private final ChangeLog log;
  private final Freshness freshness;
  private final Supplier<String> nonces;
  private final Supplier<Deadline> deadlines;

  Writes(
      ZooKeeperConnection connection,
      ObjectCache cache,
      ChangeLog log,
      Freshness freshness,
      Supplier<String> nonces,
      Supplier<Deadline> deadlines) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = connection.layout();
    this.cache = requireNonNull(cache, "cache is null");
    this.log = requireNonNull(log, "log is null");
    this.freshness = requireNonNull(freshness, "freshness is null");
    this.nonces = requireNonNull(nonces, "nonces is null");
    this.deadlines = requireNonNull(deadlines, "deadlines is null");
  }

  /**
   * Writes one object.
   *
   * @param epoch the leader's epoch that must still hold, for writes of controllers
   * @return the object as it is now, or as it was left
   */
  ObjectNode write(ObjectId id, OptionalInt epoch, Mutation.Decision decision) {
    Attempts attempts = new Attempts(id, epoch, decision, nonces.get(), deadlines.get());
    cache.expect(attempts.nonce);
    try {
      return attempts.run();
    } finally {
      cache.forget(attempts.nonce);
    }
  }

  /** One write and its repetitions. */
  private final class Attempts {
    private final ObjectId id;
    private final OptionalInt epoch;
    private final Mutation.Decision decision;
    private final String nonce;
    private final Deadline deadline;
    private final int reloads = cache.reloads();

    /** The last write whose answer was lost; it may have been applied, or may be yet. */
    private Optional<ObjectWrite> unsettled = Optional.empty();

    Attempts(
        ObjectId id,
        OptionalInt epoch,
        Mutation.Decision decision,
        String nonce,
        Deadline deadline) {
      this.id = id;
      this.epoch = epoch;
      this.decision = decision;
      this.nonce = nonce;
      this.deadline = deadline;
    }

    ObjectNode run() {
      boolean fresh = false;
      while (true) {
        Optional<Mutation> mutation = decide(fresh);
        Optional<ObjectNode> done = mutation.isPresent() ? attempt(mutation.get()) : refresh();
        if (done.isPresent()) {
          return done.get();
        }
        fresh = mutation.isEmpty();
      }
    }

    /**
     * What to write. Empty when nothing would be written, for whatever reason, on a cache that may
     * not have seen yet what another process wrote: look again on a fresh one.
     */
    private Optional<Mutation> decide(boolean fresh) {
      try {
        Mutation mutation = decision.decide(cache.get(id));
        return fresh || !(mutation instanceof Mutation.Keep)
            ? Optional.of(mutation)
            : Optional.empty();
      } catch (StoreException refusal) {
        if (fresh) {
          throw settledRefusal(refusal);
        }
        return Optional.empty();
      }
    }

    private Optional<ObjectNode> attempt(Mutation mutation) {
      if (mutation instanceof Mutation.Keep keep) {
        return Optional.of(keep.read().tree());
      }
      ObjectWrite write = concrete(mutation);
      Optional<Outcome> outcome = submit(write);
      if (outcome.isEmpty()) {
        unsettled = Optional.of(write);
        return refresh();
      }
      Outcome known = outcome.get();
      if (known instanceof Outcome.Applied applied) {
        return Optional.of(shown(write, applied.zxid()));
      }
      Optional<ObjectNode> settled = refresh();
      if (settled.isPresent()) {
        return settled;
      }
      if (known instanceof Outcome.Fenced) {
        throw new StoreException(
            Reason.FENCED, id + ": this process does not lead any more; nothing was written");
      }
      if (known instanceof Outcome.Refused refused) {
        throw new StoreException(
            Reason.UNAVAILABLE, id + ": ZooKeeper refused the write: " + refused.code());
      }
      if (known instanceof Outcome.NoDirectory && mutation instanceof Mutation.Create) {
        connection.ensure(layout.shard(id.resource(), id.namespace()));
      }
      return Optional.empty();
    }

    private ObjectWrite concrete(Mutation mutation) {
      if (mutation instanceof Mutation.Create create) {
        return ObjectWrite.create(id, create, nonce);
      }
      if (mutation instanceof Mutation.Replace replace) {
        return ObjectWrite.replace(id, replace, nonce);
      }
      return ObjectWrite.remove(id, (Mutation.Remove) mutation, nonce);
    }

    /** The outcome, or empty when the answer was lost. */
    private Optional<Outcome> submit(ObjectWrite write) {
      freshness.awaitConnected(deadline);
      Transaction transaction =
          Transaction.of(layout, connection.acl(), epoch, log.head().era(), write);
      CompletableFuture<List<OpResult>> answer =
          new Requests(connection.zooKeeper()).multi(transaction.operations());
      try {
        return Optional.of(
            transaction.outcome(answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS)));
      } catch (TimeoutException e) {
        throw unknown(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unknown(e);
      } catch (ExecutionException | CompletionException e) {
        if (e.getCause() instanceof KeeperException cause && isLoss(cause.code())) {
          return Optional.empty();
        }
        throw new StoreException(
            Reason.UNAVAILABLE, id + ": ZooKeeper refused the write: " + e.getMessage(), e);
      }
    }

    /** Waits until readers see the write: who writes reads his own. */
    private ObjectNode shown(ObjectWrite write, long zxid) {
      try {
        Requests.await(cache.reached(zxid), deadline.left());
      } catch (StoreException e) {
        throw unknown(e);
      }
      return StoredObject.withVersion(write.tree().deepCopy(), zxid);
    }

    /** Brings the cache up to date; the object when a lost write turns out to be in there. */
    private Optional<ObjectNode> refresh() {
      try {
        freshness.refresh(deadline);
      } catch (StoreException e) {
        throw unsettled.isPresent() ? unknown(e) : e;
      }
      return unsettled.flatMap(write -> cache.seen(nonce).map(zxid -> shown(write, zxid)));
    }

    private StoreException settledRefusal(StoreException refusal) {
      // After a reload nobody knows which writes the missed entries were.
      return unsettled.isPresent() && cache.reloads() != reloads ? unknown(refusal) : refusal;
    }

    private StoreException unknown(Exception cause) {
      return new StoreException(
          Reason.UNKNOWN_OUTCOME,
          id + ": the answer of ZooKeeper was lost, the write may have been applied: read again",
          cause);
    }
  }

  private static boolean isLoss(KeeperException.Code code) {
    return switch (code) {
      case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> true;
      default -> false;
    };
  }
}
