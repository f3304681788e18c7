package dev.heddle.appmaster.probe;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.ProbeSpec;
import dev.heddle.appmaster.protocol.Upkeep;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which probe of a process is due, and what its answers mean. Pure.
 *
 * <ul>
 *   <li>until start-up has succeeded once, nothing else is asked; too many failures, and the
 *       process is unfit
 *   <li>readiness comes and goes
 *   <li>a process that fails its liveness is unfit
 * </ul>
 */
public final class ProbePlan {
  private final Upkeep upkeep;
  private final Instant since;
  private final Map<ProbeKind, Series> running;

  /**
   * What to do next.
   *
   * @param at when
   */
  public record Due(ProbeKind kind, ProbeSpec spec, Instant at) {
    public Due {
      requireNonNull(kind, "kind is null");
      requireNonNull(spec, "spec is null");
      requireNonNull(at, "at is null");
    }
  }

  /** The plan after an answer, and what the answer means. */
  public record Step(ProbePlan plan, Verdict verdict) {
    public Step {
      requireNonNull(plan, "plan is null");
      requireNonNull(verdict, "verdict is null");
    }
  }

  private ProbePlan(Upkeep upkeep, Instant since, Map<ProbeKind, Series> running) {
    this.upkeep = upkeep;
    this.since = since;
    this.running = running;
  }

  /**
   * For a process that started then.
   *
   * @param ready whether it has been seen ready, by an agent that was killed since
   */
  public static ProbePlan begin(Upkeep upkeep, Instant since, boolean ready, Instant now) {
    Map<ProbeKind, Series> running = new EnumMap<>(ProbeKind.class);
    ProbePlan plan = new ProbePlan(upkeep, since, running);
    if (upkeep.startup().isPresent() && !ready) {
      running.put(ProbeKind.STARTUP, Series.begin(upkeep.startup().get(), false, since, now));
    } else {
      plan.beginOthers(running, ready, now);
    }
    return plan;
  }

  private void beginOthers(Map<ProbeKind, Series> into, boolean ready, Instant now) {
    upkeep
        .readiness()
        .ifPresent(s -> into.put(ProbeKind.READINESS, Series.begin(s, ready, since, now)));
    upkeep
        .liveness()
        .ifPresent(s -> into.put(ProbeKind.LIVENESS, Series.begin(s, true, since, now)));
  }

  /** Empty when nothing is left to be asked. */
  public Optional<Due> due() {
    Optional<Due> first = Optional.empty();
    for (Map.Entry<ProbeKind, Series> entry : running.entrySet()) {
      Instant at = entry.getValue().askAt();
      if (first.isEmpty() || at.isBefore(first.get().at())) {
        first = Optional.of(new Due(entry.getKey(), entry.getValue().spec(), at));
      }
    }
    return first;
  }

  /**
   * An answer came.
   *
   * @param fault why it is none; empty for a success
   */
  public Step answered(ProbeKind kind, Optional<String> fault, Instant now) {
    Series before = running.get(kind);
    if (before == null) {
      return new Step(this, new Verdict.None());
    }
    return fault.isPresent()
        ? failed(kind, before, fault.get(), now)
        : succeeded(kind, before, now);
  }

  private Step succeeded(ProbeKind kind, Series before, Instant now) {
    Series after = before.succeeded(now);
    if (kind == ProbeKind.STARTUP && after.passed()) {
      Map<ProbeKind, Series> others = new EnumMap<>(ProbeKind.class);
      beginOthers(others, false, now);
      return new Step(
          new ProbePlan(upkeep, since, others),
          upkeep.readiness().isEmpty() ? new Verdict.Ready() : new Verdict.None());
    }
    boolean nowReady = kind == ProbeKind.READINESS && after.passed() && !before.passed();
    return new Step(with(kind, after), nowReady ? new Verdict.Ready() : new Verdict.None());
  }

  private Step failed(ProbeKind kind, Series before, String fault, Instant now) {
    Series after = before.failed(now, kind != ProbeKind.LIVENESS);
    String failures = after.failures() == 1 ? "" : ", " + after.failures() + " times in a row";
    if (kind == ProbeKind.READINESS) {
      return new Step(
          with(kind, after),
          before.passed() && !after.passed()
              ? new Verdict.Unready("its readiness probe failed" + failures + ": " + fault)
              : new Verdict.None());
    }
    if (after.exhausted()) {
      // The process is about to end; whatever is asked until then changes nothing.
      return new Step(
          new ProbePlan(upkeep, since, new EnumMap<>(ProbeKind.class)),
          new Verdict.Unfit("failed its " + kind.word() + " probe" + failures + ": " + fault));
    }
    return new Step(with(kind, after), new Verdict.None());
  }

  private ProbePlan with(ProbeKind kind, Series series) {
    Map<ProbeKind, Series> changed = new EnumMap<>(running);
    changed.put(kind, series);
    return new ProbePlan(upkeep, since, changed);
  }
}
