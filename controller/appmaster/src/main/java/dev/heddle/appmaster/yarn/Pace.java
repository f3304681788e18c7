package dev.heddle.appmaster.yarn;

import java.time.Duration;

/**
 * How often an application master with services is heard: often after something changed, and less
 * often when nothing comes of it. What waits for hours in a full queue must not ask twenty times a
 * second.
 */
final class Pace {
  static final Duration QUICK = Duration.ofMillis(50);
  static final Duration SLOW = Duration.ofSeconds(1);

  /** Ten seconds' worth. */
  private static final int QUICK_BEATS = 200;

  private boolean moving;
  private int quickLeft;

  /** Something was asked for or is ending, or nothing is any more. */
  void moving(boolean value) {
    moving = value;
    changed();
  }

  /** Something was said or heard. */
  void changed() {
    quickLeft = QUICK_BEATS;
  }

  /** The wait before the next heartbeat. */
  Duration next() {
    if (!moving || quickLeft == 0) {
      return SLOW;
    }
    quickLeft--;
    return QUICK;
  }
}
