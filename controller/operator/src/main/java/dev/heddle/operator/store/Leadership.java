package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;

/**
 * One term of leading, with the epoch that fences its writes (I7). It holds while ZooKeeper has
 * confirmed it recently; a process that slept past that finds it over when it wakes, before anybody
 * has told it.
 */
public final class Leadership {

  private final int epoch;
  private final LongSupplier ticker;
  private volatile long heldUntil;
  private volatile boolean ended;

  Leadership(int epoch, LongSupplier ticker, long heldUntil) {
    this.epoch = epoch;
    this.ticker = requireNonNull(ticker, "ticker is null");
    this.heldUntil = heldUntil;
  }

  /** The number of this term: greater than that of every term before. */
  public int epoch() {
    return epoch;
  }

  /** Whether this process may still act outside the store, where no epoch is checked. */
  public boolean isHeld() {
    return !ended && heldUntil - ticker.getAsLong() > 0;
  }

  void renew(long until) {
    heldUntil = until;
  }

  void end() {
    ended = true;
  }

  @Override
  public String toString() {
    return "epoch " + epoch;
  }
}
