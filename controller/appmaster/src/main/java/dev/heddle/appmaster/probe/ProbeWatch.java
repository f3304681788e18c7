package dev.heddle.appmaster.probe;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.Upkeep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Puts the declared questions to the process, from a thread of its own. */
public final class ProbeWatch implements Runnable {
  private final Upkeep upkeep;
  private final Checker checker;
  private final Listener listener;
  private final Clock clock;
  private final BlockingQueue<Target> targets = new LinkedBlockingQueue<>();

  /** Hears what each answer means, on the asking thread. */
  public interface Listener {
    /**
     * @param fault why an answer was none, also when that has no consequence
     */
    void asked(int run, Verdict verdict, Optional<String> fault);
  }

  /**
   * A process to ask.
   *
   * @param run 0 when there is none
   * @param ready whether it has been seen ready
   */
  public record Target(int run, long pid, Instant since, boolean ready) {
    public Target {
      requireNonNull(since, "since is null");
    }
  }

  public ProbeWatch(Upkeep upkeep, Checker checker, Listener listener, Clock clock) {
    this.upkeep = requireNonNull(upkeep, "upkeep is null");
    this.checker = requireNonNull(checker, "checker is null");
    this.listener = requireNonNull(listener, "listener is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  public void watch(Target target) {
    targets.add(target);
  }

  @Override
  public void run() {
    Optional<Target> target = Optional.empty();
    Optional<ProbePlan> plan = Optional.empty();
    try {
      while (true) {
        Optional<ProbePlan.Due> due = plan.flatMap(ProbePlan::due);
        Target next =
            due.isEmpty()
                ? targets.take()
                : targets.poll(millisUntil(due.get().at()), TimeUnit.MILLISECONDS);
        if (next != null) {
          target = Optional.of(next).filter(t -> t.run() > 0);
          plan = target.map(t -> ProbePlan.begin(upkeep, t.since(), t.ready(), clock.instant()));
        } else if (due.isPresent() && target.isPresent()) {
          Optional<String> fault =
              checker.fault(
                  due.get().spec().check(), target.get().pid(), due.get().spec().timeout());
          ProbePlan.Step step =
              plan.orElseThrow().answered(due.get().kind(), fault, clock.instant());
          plan = Optional.of(step.plan());
          listener.asked(target.get().run(), step.verdict(), fault);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long millisUntil(Instant at) {
    return Math.max(0, Duration.between(clock.instant(), at).toMillis());
  }
}
