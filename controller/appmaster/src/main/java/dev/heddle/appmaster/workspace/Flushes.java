package dev.heddle.appmaster.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who waits until everything is saved, and for how long. Used by one thread. */
final class Flushes {
  private record Flush(Instant until, Runnable then) {}

  private final List<Flush> waiting = new ArrayList<>();

  void add(Instant until, Runnable then) {
    waiting.add(new Flush(until, then));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Calls back all of them. */
  void answer() {
    List<Flush> answered = List.copyOf(waiting);
    waiting.clear();
    answered.forEach(flush -> flush.then().run());
  }

  /** Calls back those who wait no longer; whether there were any. */
  boolean answerThoseWhoseTimeIsOver(Instant now) {
    List<Flush> over = waiting.stream().filter(flush -> !flush.until().isAfter(now)).toList();
    waiting.removeAll(over);
    over.forEach(flush -> flush.then().run());
    return !over.isEmpty();
  }
}
