package dev.heddle.reconciler.queue;

/** Is told what goes through a queue, for metrics; called outside the queue's lock. */
public interface QueueObserver {

  /** Looks at nothing. */
  QueueObserver NONE = new QueueObserver() {};

  /** A key became ready that was not ready before. */
  default void ready() {}

  /**
   * A worker took a key.
   *
   * @param waitedNanos since it became ready
   */
  default void taken(long waitedNanos) {}

  /**
   * A worker is done with a key.
   *
   * @param workedNanos since it was taken
   */
  default void done(long workedNanos) {}

  /** A key failed and waits for its backoff. */
  default void backedOff() {}
}
