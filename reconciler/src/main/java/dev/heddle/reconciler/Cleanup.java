package dev.heddle.reconciler;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a clean-up step found. */
public sealed interface Cleanup {

  /** Absence outside is confirmed: the finalizer comes off. */
  record Gone() implements Cleanup {}

  /**
   * Something is still there.
   *
   * @param checkAfter when to look again; an event may come sooner
   */
  record Pending(Duration checkAfter) implements Cleanup {
    public Pending {
      requireNonNull(checkAfter, "checkAfter is null");
    }
  }

  /**
   * The step failed; it is tried again with the key's backoff.
   *
   * @param cause what failed
   */
  record Retry(Throwable cause) implements Cleanup {
    public Retry {
      requireNonNull(cause, "cause is null");
    }
  }

  static Cleanup gone() {
    return new Gone();
  }

  static Cleanup pending(Duration checkAfter) {
    return new Pending(checkAfter);
  }

  static Cleanup retry(Throwable cause) {
    return new Retry(cause);
  }
}
