package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException;
import dev.heddle.reconciler.store.StoreException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election of the one process that leads. Who is elected raises the epoch, in one
 * transaction with the proof that he still is, and then renews his term well within the session.
 * Without renewal the term ends by itself before ZooKeeper elects another (I7).
 */
public final class LeaderElection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

  private static final int RENEWALS_PER_SESSION = 6;

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final Surroundings surroundings;
  private final Listener listener;
  private final LeaderLatch latch;
  private final Duration lease;
  private final AtomicBoolean ticking = new AtomicBoolean();

  private Optional<Leadership> term = Optional.empty(); // guarded by this, as all below
  private Optional<ScheduledFuture<?>> timer = Optional.empty();
  private CompletableFuture<Void> calls = CompletableFuture.completedFuture(null);
  private boolean closed;

  /** Is told of terms, one call at a time, in order; may block. */
  public interface Listener {
    void gained(Leadership leadership);

    /** The term is over already; its writes are refused. */
    void lost(Leadership leadership);
  }

  private LeaderElection(
      ZooKeeperConnection connection, String id, Listener listener, Surroundings surroundings) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = connection.layout();
    this.listener = requireNonNull(listener, "listener is null");
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.lease = connection.settings().sessionTimeout().multipliedBy(2).dividedBy(3);
    this.latch = new LeaderLatch(connection.curator(), layout.election(), id);
  }

  /**
   * Joins the election.
   *
   * @param id names this process to people who look at ZooKeeper
   */
  public static LeaderElection join(
      ZooKeeperConnection connection, String id, Listener listener, Surroundings surroundings) {
    LeaderElection election = new LeaderElection(connection, id, listener, surroundings);
    election.start();
    return election;
  }

  /**
   * Gives up the places that dead processes have left, which would hold up the next leader for the
   * rest of their sessions. Only where no other process can be connected.
   */
  static void clear(ZooKeeperConnection connection) throws Exception {
    String election = connection.layout().election();
    if (connection.curator().checkExists().forPath(election) != null) {
      for (String place : connection.curator().getChildren().forPath(election)) {
        connection.curator().delete().quietly().forPath(election + "/" + place);
      }
    }
  }

  private void start() {
    connection.ensure(layout.epoch());
    latch.addListener(
        new LeaderLatchListener() {
          @Override
          public void isLeader() {
            tickSoon();
          }

          @Override
          public void notLeader() {
            tickSoon();
          }
        });
    try {
      latch.start();
    } catch (Exception e) {
      throw new StoreException(Reason.UNAVAILABLE, "cannot join the leader election", e);
    }
    long millis = connection.settings().sessionTimeout().dividedBy(RENEWALS_PER_SESSION).toMillis();
    synchronized (this) {
      timer =
          Optional.of(
              surroundings
                  .scheduler()
                  .scheduleWithFixedDelay(this::onTimer, millis, millis, TimeUnit.MILLISECONDS));
    }
  }

  /** The present term, when this process leads. */
  public synchronized Optional<Leadership> leadership() {
    return term.filter(Leadership::isHeld);
  }

  private void onTimer() {
    endLapsed();
    tickSoon();
  }

  private void tickSoon() {
    if (ticking.compareAndSet(false, true)) {
      surroundings
          .executor()
          .execute(
              () -> {
                try {
                  tick();
                } finally {
                  ticking.set(false);
                }
              });
    }
  }

  private synchronized void endLapsed() {
    term.filter(t -> !t.isHeld()).ifPresent(t -> end(t, "ZooKeeper has not confirmed it in time"));
  }

  private void tick() {
    endLapsed();
    Optional<Leadership> present;
    synchronized (this) {
      if (closed) {
        return;
      }
      present = term;
    }
    try {
      if (!latch.hasLeadership()) {
        present.ifPresent(t -> end(t, "another process is elected"));
      } else if (present.isPresent()) {
        renew(present.get());
      } else {
        begin();
      }
    } catch (StoreException e) {
      LOG.info("leadership can neither be taken nor renewed at present: {}", e.getMessage());
    }
  }

  /** Raises the epoch; only while our place in the election is still there. */
  private void begin() {
    long now = surroundings.ticker().getAsLong();
    List<Op> operations =
        List.of(Op.check(latch.getOurPath(), -1), Op.setData(layout.epoch(), new byte[0], -1));
    List<OpResult> results =
        Requests.await(new Requests(connection.zooKeeper()).multi(operations), lease);
    if (results.get(1) instanceof OpResult.SetDataResult raised) {
      Leadership begun =
          new Leadership(
              raised.getStat().getVersion(), surroundings.ticker(), now + lease.toNanos());
      synchronized (this) {
        if (!closed) {
          term = Optional.of(begun);
          LOG.info("this process leads: {}", begun);
          call(() -> listener.gained(begun));
        }
      }
    }
  }

  private void renew(Leadership present) {
    long now = surroundings.ticker().getAsLong();
    int epoch =
        Requests.await(new Requests(connection.zooKeeper()).stat(layout.epoch()), lease)
            .getVersion();
    if (epoch == present.epoch()) {
      present.renew(now + lease.toNanos());
    } else {
      end(present, "the epoch is " + epoch);
    }
  }

  private synchronized void end(Leadership over, String why) {
    over.end();
    if (term.equals(Optional.of(over))) {
      term = Optional.empty();
      LOG.info("this process leads no more ({}): {}", over, why);
      call(() -> listener.lost(over));
    }
  }

  private void call(Runnable call) {
    calls =
        calls
            .thenRunAsync(call, surroundings.executor())
            .exceptionally(
                e -> {
                  LOG.error("a listener of the leader election failed", e);
                  return null;
                });
  }

  /** Ends the term, waits until the listener knows, and only then lets another lead. */
  @Override
  public void close() {
    CompletableFuture<Void> told;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      timer.ifPresent(t -> t.cancel(false));
      term.ifPresent(t -> end(t, "it is closing"));
      told = calls;
    }
    told.join();
    try {
      latch.close();
    } catch (IOException | IllegalStateException e) {
      LOG.warn("the place in the leader election is left by the end of the session", e);
    }
  }
}
