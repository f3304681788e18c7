package dev.heddle.operator.main;

import dev.heddle.crd.meta.Resource;
import dev.heddle.reconciler.Context.EventKind;
import dev.heddle.reconciler.runtime.EventSink;

/** History is written in the term of this process only. */
final class LeaderEvents implements EventSink {

  private volatile EventSink term = EventSink.NONE;

  /** Events go there from now on. */
  void begin(EventSink recorder) {
    term = recorder;
  }

  /** Nothing is recorded from now on. */
  void end() {
    term = EventSink.NONE;
  }

  @Override
  public void record(Resource about, EventKind kind, String reason, String message) {
    term.record(about, kind, reason, message);
  }
}
