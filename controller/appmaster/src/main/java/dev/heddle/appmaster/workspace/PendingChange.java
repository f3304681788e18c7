package dev.heddle.appmaster.workspace;

import java.time.Instant;
import java.util.Optional;

/** A path that is not in HDFS as it is on the disk. */
final class PendingChange {
  /** What is there, if anything. */
  Optional<Stamp> now;

  /** Since when it has been waiting. */
  Instant since;

  /** When it was last seen to change. */
  Instant last;

  Instant notBefore = Instant.MIN;

  /** Somebody is saving it. */
  boolean underWay;

  PendingChange(Optional<Stamp> now, Instant at) {
    this.now = now;
    this.since = at;
    this.last = at;
  }

  /** When it may be dealt with, if it changes no more. */
  Instant ripe() {
    if (now.isEmpty()) {
      return last.plus(SaveBook.GONE);
    }
    Instant quiet = last.plus(SaveBook.QUIET);
    Instant longest = since.plus(SaveBook.LONGEST);
    return quiet.isBefore(longest) ? quiet : longest;
  }
}
