package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.heddle.operator.api.ApplicationAccess.LogPage;
import dev.heddle.operator.api.ApplicationAccess.LogStart;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that is followed: asked for again and again until it ends, but never before the client has
 * taken what was read last.
 */
final class LogProducer implements StreamProducer {

  private static final Logger LOG = LoggerFactory.getLogger(LogProducer.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** After such a piece there is more at hand. */
  private static final int LARGE = 64 << 10;

  /** A minute and more: NodeManagers report every few seconds what they have collected. */
  private static final int MOST_SILENT_TRIES = 150;

  private final Function<LogStart, LogPage> log;
  private final ScheduledExecutorService scheduler;
  private final Runnable onClose;

  @GuardedBy("this")
  private LogStart from;

  @GuardedBy("this")
  private Optional<byte[]> piece = Optional.empty();

  @GuardedBy("this")
  private boolean reading;

  @GuardedBy("this")
  private int silentTries;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Future<?> pending = CompletableFuture.completedFuture(null);

  @GuardedBy("this")
  private Runnable signal = () -> {};

  LogProducer(
      Function<LogStart, LogPage> log,
      LogStart from,
      ScheduledExecutorService scheduler,
      Runnable onClose) {
    this.log = requireNonNull(log, "log is null");
    this.from = requireNonNull(from, "from is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.onClose = requireNonNull(onClose, "onClose is null");
  }

  @Override
  public synchronized void start(Runnable wake) {
    signal = wake;
    readAfter(Duration.ZERO);
  }

  @GuardedBy("this")
  private void readAfter(Duration pause) {
    if (!reading && !ended) {
      reading = true;
      pending = scheduler.schedule(this::read, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void read() {
    LogStart start;
    synchronized (this) {
      start = from;
    }
    Runnable wake;
    try {
      wake = took(log.apply(start));
    } catch (ApplicationAccessException e) {
      wake = isPassing(e) ? tryAgain(e) : failed(ends(e));
    } catch (ApiException e) {
      // The end of a log that was followed: the reason is its last line.
      wake = failed(ends(e));
    } catch (RuntimeException e) {
      LOG.error("reading a log broke", e);
      wake = failed("heddle: the log ends here: an error of Heddle's own\n");
    }
    wake.run();
  }

  private static String ends(RuntimeException e) {
    return "heddle: the log ends here: " + e.getMessage() + "\n";
  }

  /** Between the end of a process and the moment when YARN has collected its log, for example. */
  private static boolean isPassing(ApplicationAccessException e) {
    return switch (e.reason()) {
      case UNREACHABLE, NOT_YET -> true;
      case NOT_RUNNING, NOTHING, TOO_LARGE, REFUSED -> false;
    };
  }

  private synchronized Runnable tryAgain(ApplicationAccessException e) {
    reading = false;
    silentTries++;
    if (silentTries > MOST_SILENT_TRIES) {
      return failed(ends(e));
    }
    readAfter(PAUSE);
    return signal;
  }

  private synchronized Runnable took(LogPage page) {
    reading = false;
    from = new LogStart.After(page.source(), page.next(), false);
    silentTries = 0;
    ended |= page.last();
    if (!page.bytes().isEmpty()) {
      piece = Optional.of(page.bytes().toArray());
    } else {
      readAfter(PAUSE);
    }
    return signal;
  }

  private synchronized Runnable failed(String line) {
    reading = false;
    ended = true;
    piece = Optional.of(line.getBytes(UTF_8));
    return signal;
  }

  @Override
  public synchronized Optional<byte[]> next() {
    Optional<byte[]> taken = piece;
    piece = Optional.empty();
    if (taken.isPresent()) {
      readAfter(taken.get().length >= LARGE ? Duration.ZERO : PAUSE);
    }
    return taken;
  }

  @Override
  public synchronized boolean finished() {
    return ended && piece.isEmpty();
  }

  @Override
  public byte[] heartbeat() {
    return new byte[0];
  }

  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      piece = Optional.empty();
      pending.cancel(false);
    }
    onClose.run();
  }
}
