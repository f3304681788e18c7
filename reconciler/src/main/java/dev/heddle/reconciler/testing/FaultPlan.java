package dev.heddle.reconciler.testing;

import static java.util.Objects.requireNonNull;

import dev.heddle.reconciler.store.StoreException.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What goes wrong with the next calls of a store. What is planned first happens first. */
public final class FaultPlan {

  private final List<Planned> planned = new ArrayList<>();
  private Optional<RandomGenerator> random = Optional.empty();
  private double rate;
  private boolean outage;
  private boolean fenced;

  /** The calls a store takes. */
  public enum Call {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    UPDATE_METADATA,
    UPDATE_STATUS,
    DELETE;

    private static final Set<Call> READS = EnumSet.of(GET, LIST, WATCH);

    public boolean isWrite() {
      return !READS.contains(this);
    }
  }

  /** The next calls of that kind fail, and nothing is written. */
  public void failNext(Call call, int times, Reason reason) {
    planned.add(new Planned(EnumSet.of(call), times, new Fault.Refused(reason)));
  }

  /** The answers of the next writes of that kind are lost, with their effect applied or not. */
  public void loseAnswers(Call call, int times, boolean applied) {
    planned.add(new Planned(EnumSet.of(call), times, new Fault.AnswerLost(applied)));
  }

  /**
   * The process dies at the n-th write from now, before or after it is applied.
   *
   * @param write counts from 1
   */
  public void crashAtWrite(int write, boolean applied) {
    EnumSet<Call> writes = EnumSet.allOf(Call.class);
    writes.removeIf(c -> !c.isWrite());
    planned.add(new Planned(writes, write - 1, new Fault.None()));
    planned.add(new Planned(writes, 1, new Fault.Crash(applied)));
  }

  /** Each call fails with that likelihood, in any of the ways in which it can. */
  public void failAtRandom(RandomGenerator generator, double likelihood) {
    random = Optional.of(generator);
    rate = likelihood;
  }

  /** While on, no call gets through. */
  public void outage(boolean on) {
    outage = on;
  }

  /** While on, writes are refused as those of a process that leads no more (I7). */
  public void fence(boolean on) {
    fenced = on;
  }

  /** Nothing goes wrong any more. */
  public void heal() {
    planned.clear();
    random = Optional.empty();
    outage = false;
    fenced = false;
  }

  Fault next(Call call) {
    if (outage) {
      return new Fault.Refused(Reason.UNAVAILABLE);
    }
    if (fenced && call.isWrite()) {
      return new Fault.Refused(Reason.FENCED);
    }
    for (Iterator<Planned> i = planned.iterator(); i.hasNext(); ) {
      Planned plan = i.next();
      if (!plan.calls.contains(call)) {
        continue;
      }
      if (plan.left-- > 0) {
        return plan.fault;
      }
      i.remove();
    }
    if (random.isPresent() && random.get().nextDouble() < rate) {
      return drawn(call, random.get());
    }
    return new Fault.None();
  }

  private static Fault drawn(Call call, RandomGenerator generator) {
    return switch (call.isWrite() ? generator.nextInt(3) : 2) {
      case 0 -> new Fault.AnswerLost(true);
      case 1 -> new Fault.AnswerLost(false);
      default -> new Fault.Refused(Reason.UNAVAILABLE);
    };
  }

  private static final class Planned {
    private final Set<Call> calls;
    private final Fault fault;
    private int left;

    Planned(Set<Call> calls, int times, Fault fault) {
      this.calls = requireNonNull(calls, "calls is null");
      this.left = times;
      this.fault = fault;
    }
  }

  /** What becomes of one call. */
  sealed interface Fault {
    record None() implements Fault {}

    record Refused(Reason reason) implements Fault {}

    record AnswerLost(boolean applied) implements Fault {}

    record Crash(boolean applied) implements Fault {}
  }
}
