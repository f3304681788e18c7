package dev.heddle.operator.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a call gives up. Counts a monotonic clock's nanoseconds, which no clock change moves. */
final class Deadline {

  private final LongSupplier ticker;
  private final long at;

  private Deadline(LongSupplier ticker, long at) {
    this.ticker = ticker;
    this.at = at;
  }

  static Deadline after(Duration duration, LongSupplier ticker) {
    requireNonNull(ticker, "ticker is null");
    return new Deadline(ticker, ticker.getAsLong() + duration.toNanos());
  }

  /** What is left; at least a nanosecond, so that an answer that is there is still taken. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, at - ticker.getAsLong()));
  }

  boolean isOver() {
    return at - ticker.getAsLong() <= 0;
  }
}
