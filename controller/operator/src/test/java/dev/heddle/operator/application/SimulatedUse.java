package dev.heddle.operator.application;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** What somebody does with a notebook: works in it, lets it compute, goes away, comes back. */
final class SimulatedUse {

  private enum Doing {
    TYPING,
    COMPUTING,
    NOTHING
  }

  private final SplittableRandom random;
  private Doing doing = Doing.TYPING;
  private Instant until = Instant.MIN;
  private Instant since = Instant.MIN;
  private Instant lastUse = Instant.MIN;
  private int returns;

  SimulatedUse(SplittableRandom random) {
    this.random = random;
  }

  /** Lets time pass to a moment; says whether somebody came back in it. */
  boolean advance(Instant now) {
    boolean back = false;
    while (until.isBefore(now)) {
      Instant next = until.equals(Instant.MIN) ? now : until;
      boolean away = doing == Doing.NOTHING;
      doing = away ? (random.nextInt(4) == 0 ? Doing.COMPUTING : Doing.TYPING) : afterWork();
      back |= away && doing != Doing.NOTHING;
      since = next;
      until = next.plus(length());
      if (doing != Doing.NOTHING) {
        lastUse = until.isBefore(now) ? until : now;
      }
    }
    if (doing != Doing.NOTHING) {
      lastUse = now;
    }
    returns += back ? 1 : 0;
    return back;
  }

  private Doing afterWork() {
    return random.nextInt(3) == 0 ? Doing.COMPUTING : Doing.NOTHING;
  }

  private Duration length() {
    return switch (doing) {
      case TYPING -> Duration.ofMinutes(random.nextInt(5, 240));
      // From a minute to four days, the long ones being rare.
      case COMPUTING -> Duration.ofMinutes((long) Math.pow(5_760, random.nextDouble()));
      case NOTHING -> Duration.ofMinutes((long) (20 * Math.pow(360, random.nextDouble())));
    };
  }

  /** The kernel is gone, and what it computed with it. */
  void lose(Instant now) {
    if (doing == Doing.COMPUTING) {
      doing = Doing.NOTHING;
      since = now;
    }
  }

  boolean isComputing() {
    return doing == Doing.COMPUTING;
  }

  boolean isAway() {
    return doing == Doing.NOTHING;
  }

  /** Since when it does what it does. */
  Instant since() {
    return since;
  }

  Instant lastUse() {
    return lastUse;
  }

  int returns() {
    return returns;
  }
}
