package dev.heddle.operator.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** When an operator is away, and when its clock is wrong. */
final class OperatorTimes {

  /** From one moment on until the next entry. */
  private record Entry(Duration from, boolean away, Duration skew) {}

  private final List<Entry> entries = new ArrayList<>();

  OperatorTimes(SplittableRandom random, Duration length) {
    Duration at = Duration.ZERO;
    while (at.compareTo(length) < 0) {
      entries.add(new Entry(at, false, Duration.ZERO));
      at = at.plus(Duration.ofHours(random.nextInt(12, 120)));
      boolean away = random.nextBoolean();
      Duration skew = away ? Duration.ZERO : Duration.ofMinutes(random.nextInt(-300, 300));
      entries.add(new Entry(at, away, skew));
      at = at.plus(Duration.ofMinutes(random.nextInt(10, 600)));
    }
    entries.add(new Entry(at, false, Duration.ZERO));
  }

  /** How it is at a time since the beginning. */
  private Entry at(Duration time) {
    Entry last = entries.get(0);
    for (Entry entry : entries) {
      if (entry.from.compareTo(time) > 0) {
        break;
      }
      last = entry;
    }
    return last;
  }

  boolean isAway(Duration time) {
    return at(time).away;
  }

  /** Since when it has been as it is. */
  Duration since(Duration time) {
    return at(time).from;
  }

  /** What its clock says at a moment. */
  Instant clock(Instant moment, Duration time) {
    return moment.plus(at(time).skew);
  }
}
