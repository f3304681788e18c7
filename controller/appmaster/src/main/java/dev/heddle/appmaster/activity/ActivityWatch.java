package dev.heddle.appmaster.activity;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.appmaster.protocol.ActivityReport;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks at an interval, from a thread of its own, since a server that hangs makes a look hang. */
public final class ActivityWatch implements Runnable {

  /** Who belongs to the container. */
  public interface Members {
    Set<Long> find() throws IOException;
  }

  /** Asks the server for its kernels and terminals. */
  interface Server {
    JupyterLook look() throws IOException;
  }

  /** Processor time over less says little. */
  private static final Duration RECENTLY = Duration.ofSeconds(5);

  private final Duration interval;
  private final Server server;
  private final ProcessReader processes;
  private final LongSupplier millis;
  private final CountDownLatch never = new CountDownLatch(1);
  private final Object looking = new Object();
  private ActivityBook book;
  private boolean begun;

  /**
   * @param millis a monotonic clock
   */
  ActivityWatch(Duration interval, Server server, ProcessReader processes, LongSupplier millis) {
    this.interval = requireNonNull(interval, "interval is null");
    this.server = requireNonNull(server, "server is null");
    this.processes = requireNonNull(processes, "processes is null");
    this.millis = requireNonNull(millis, "millis is null");
    this.book = new ActivityBook(interval, millis.getAsLong());
  }

  /**
   * Of the Jupyter server that has written its address, and of the container's processes.
   *
   * @param members the processes besides the agent's own
   * @param millis a monotonic clock
   */
  public static ActivityWatch of(
      Duration interval,
      RuntimeDirectory runtime,
      LocalHttp http,
      Members members,
      LongSupplier millis) {
    return new ActivityWatch(
        interval,
        new JupyterActivity(runtime, http),
        new ProcessReader(Path.of("/proc"), members),
        millis);
  }

  /** Empty before the first look. */
  public synchronized Optional<ActivityReport> report() {
    return begun ? Optional.of(book.report(millis.getAsLong())) : Optional.empty();
  }

  /** The service was started anew: what was seen of the one before says nothing of this one. */
  public synchronized void startOver() {
    book = new ActivityBook(interval, millis.getAsLong());
  }

  @Override
  public void run() {
    try {
      while (!never.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        synchronized (looking) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks out of turn, unless it has just been looked. */
  public void lookNow() {
    synchronized (looking) {
      synchronized (this) {
        if (book.lookedWithin(RECENTLY, millis.getAsLong())) {
          return;
        }
      }
      look();
    }
  }

  /** One look; the server is asked without holding anybody up. */
  void look() {
    Optional<ProcessLook> seen = Optional.empty();
    ActivityBook current = current();
    try {
      ProcessLook processLook = processes.look();
      seen = Optional.of(processLook);
      JupyterLook jupyter = server.look();
      note(current, () -> current.looked(jupyter, processLook, millis.getAsLong()));
    } catch (IOException | MalformedMessageException e) {
      Optional<ProcessLook> known = seen;
      note(current, () -> current.failed(e.getMessage(), known, millis.getAsLong()));
    }
  }

  private synchronized ActivityBook current() {
    return book;
  }

  /** Unless the service was started anew meanwhile. */
  private synchronized void note(ActivityBook of, Runnable what) {
    if (of == book) {
      what.run();
      begun = true;
    }
  }
}
