package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import dev.heddle.operator.store.ChangeLog.Volume;
import dev.heddle.operator.store.Layout.Position;
import dev.heddle.reconciler.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the change log in ZooKeeper short, and moves it on before its numbers run out. */
final class LogTrimmer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogTrimmer.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int BATCH = 500;

  private final ZooKeeperConnection connection;
  private final Layout layout;
  private final ChangeLog log;
  private final StoreOptions options;
  private final int epoch;
  private final Surroundings surroundings;
  private final ScheduledFuture<?> timer;
  private final AtomicBoolean running = new AtomicBoolean();
  private Optional<Volume> trimmedAt = Optional.empty(); // only while running

  LogTrimmer(
      ZooKeeperConnection connection,
      ChangeLog log,
      StoreOptions options,
      int epoch,
      Surroundings surroundings) {
    this.connection = requireNonNull(connection, "connection is null");
    this.layout = connection.layout();
    this.log = requireNonNull(log, "log is null");
    this.options = requireNonNull(options, "options is null");
    this.epoch = epoch;
    this.surroundings = requireNonNull(surroundings, "surroundings is null");
    this.timer =
        surroundings
            .scheduler()
            .scheduleWithFixedDelay(this::runSoon, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void runSoon() {
    if (running.compareAndSet(false, true)) {
      surroundings
          .executor()
          .execute(
              () -> {
                try {
                  run();
                } catch (StoreException e) {
                  LOG.info("the change log is trimmed later: {}", e.getMessage());
                } finally {
                  running.set(false);
                }
              });
    }
  }

  private void run() {
    if (log.head().sequence() >= options.eraEntries()) {
      rotate();
    }
    Volume now = log.volume();
    long entries = now.entries() - trimmedAt.map(Volume::entries).orElse(0L);
    long bytes = now.bytes() - trimmedAt.map(Volume::bytes).orElse(0L);
    boolean due =
        trimmedAt.isEmpty() || entries > options.logEntries() / 2 || bytes > options.logBytes() / 2;
    if (due && trim(bytes > options.logBytes() / 2 ? entries : options.logEntries() / 2)) {
      trimmedAt = Optional.of(now);
    }
  }

  /** Closes the era; a writer who did not know finds its next write stale and looks again. */
  private void rotate() {
    Transaction rotation = Transaction.rotation(layout, connection.acl(), epoch, log.head().era());
    LOG.info("the change log moves on to another era: {}", outcome(rotation));
  }

  private Transaction.Outcome outcome(Transaction transaction) {
    return transaction.outcome(
        Requests.await(requests().multi(transaction.operations()), options.timeout()));
  }

  /** Removes all but the newest entries; false when somebody else leads. */
  private boolean trim(long keep) {
    Position head = log.head();
    List<String> victims = new ArrayList<>();
    for (String era : children(layout.log())) {
      int number = Integer.parseInt(era);
      long end = number < head.era() ? Long.MAX_VALUE : head.sequence() - keep;
      for (String entry : children(layout.era(number))) {
        if (number <= head.era() && Layout.sequenceOf(entry) < end) {
          victims.add(layout.era(number) + "/" + entry);
        }
      }
      if (number < head.era()) {
        victims.add(layout.era(number));
      }
    }
    for (int from = 0; from < victims.size(); from += BATCH) {
      if (!delete(victims.subList(from, Math.min(victims.size(), from + BATCH)))) {
        return false;
      }
    }
    return true;
  }

  private boolean delete(List<String> paths) {
    List<Op> operations = new ArrayList<>(paths.size() + 1);
    operations.add(Op.check(layout.epoch(), epoch));
    paths.forEach(path -> operations.add(Op.delete(path, -1)));
    List<OpResult> results = Requests.await(requests().multi(operations), options.timeout());
    return results.stream()
        .noneMatch(
            result ->
                result instanceof OpResult.ErrorResult error
                    && error.getErr() != KeeperException.Code.OK.intValue());
  }

  private List<String> children(String path) {
    List<String> children =
        new ArrayList<>(
            Requests.await(requests().children(path), options.timeout()).orElse(List.of()));
    children.sort(null);
    return children;
  }

  private Requests requests() {
    return new Requests(connection.zooKeeper());
  }

  @Override
  public void close() {
    timer.cancel(false);
  }
}
