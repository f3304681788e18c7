package dev.heddle.appmaster.jupyter;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Probes from a thread of its own, since a service that hangs makes its probe hang: quickly while a
 * fresh process is expected to answer, then less and less often, and at the declared interval once
 * it does.
 */
public final class ProbeLoop implements Runnable {
  private static final Duration EAGER = Duration.ofMillis(20);
  private static final Duration PATIENT = Duration.ofMillis(200);
  private static final Duration RESIGNED = Duration.ofSeconds(1);
  private static final int EAGER_LOOKS = 500;
  private static final int PATIENT_LOOKS = EAGER_LOOKS + 500;

  /** Hears what each look found, on the probing thread. */
  public interface Listener {
    void looked(int run, ServiceProbe.Finding finding);
  }

  private final ServiceProbe probe;
  private final Duration interval;
  private final Listener listener;
  private final BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();

  public ProbeLoop(ServiceProbe probe, Duration interval, Listener listener) {
    this.probe = requireNonNull(probe, "probe is null");
    this.interval = requireNonNull(interval, "interval is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** A run has begun; 0 when there is nothing to probe. */
  public void watch(int run) {
    runs.add(run);
  }

  @Override
  public void run() {
    int run = 0;
    int fruitless = 0;
    boolean answered = false;
    try {
      while (true) {
        Duration wait = answered ? interval : pause(fruitless);
        Integer next = run == 0 ? runs.take() : runs.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null && next != run) {
          run = next;
          fruitless = 0;
          answered = false;
        }
        if (run > 0) {
          ServiceProbe.Finding finding = probe.look();
          fruitless = finding.answered() ? PATIENT_LOOKS : fruitless + 1;
          answered = finding.answered();
          listener.looked(run, finding);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration pause(int fruitless) {
    if (fruitless < EAGER_LOOKS) {
      return EAGER;
    }
    return fruitless < PATIENT_LOOKS ? PATIENT : RESIGNED;
  }
}
