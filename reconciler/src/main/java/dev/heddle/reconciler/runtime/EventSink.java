package dev.heddle.reconciler.runtime;

import dev.heddle.crd.meta.Resource;
import dev.heddle.reconciler.Context.EventKind;

/** Where the events that reconcilers record go. What it throws is counted and goes no further. */
@FunctionalInterface
public interface EventSink {

  /** Keeps nothing. */
  EventSink NONE = (about, kind, reason, message) -> {};

  /**
   * Records that something happened.
   *
   * @param about to which resource
   * @param kind whether it is ordinary or trouble
   * @param reason stable CamelCase word
   * @param message one sentence for people; never a secret (I15)
   */
  void record(Resource about, EventKind kind, String reason, String message);
}
