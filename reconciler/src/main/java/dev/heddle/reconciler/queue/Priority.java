package dev.heddle.reconciler.queue;

/** How soon a key is to be looked at, most pressing first. */
public enum Priority {
  /**
   * What is wanted has changed: runs before all else and does not wait for the key's backoff, so
   * that a mended spec takes effect at once. Only the rate limit holds it back.
   */
  URGENT,
  /**
   * Something outside has changed; waits for the key's backoff, which events don't shorten (L4).
   */
  LIVE,
  /** Nothing is known to have changed: start-up, resync, a retry. */
  RESYNC;

  /** The more pressing of the two. */
  public Priority or(Priority other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
