package dev.heddle.reconciler;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a pass came to. A reconciler writes its status itself, through {@link Context#store()}. */
public sealed interface Outcome {

  /** The outside matches as far as can be told; the next event or resync looks again. */
  record Done() implements Outcome {}

  /**
   * All well, but to be looked at again even if nothing happens.
   *
   * @param delay how long from now; the backoff of the key is reset
   */
  record RequeueAfter(Duration delay) implements Outcome {
    public RequeueAfter {
      requireNonNull(delay, "delay is null");
    }
  }

  /**
   * Something outside failed; tried again for ever with the key's capped, jittered backoff, which
   * events don't reset (L4).
   *
   * @param cause what failed
   */
  record Retry(Throwable cause) implements Outcome {
    public Retry {
      requireNonNull(cause, "cause is null");
    }
  }

  /**
   * Nothing to be done until the spec changes; not retried.
   *
   * @param reason stable word for metrics and logs
   */
  record Terminal(String reason) implements Outcome {
    public Terminal {
      requireNonNull(reason, "reason is null");
    }
  }

  static Outcome done() {
    return new Done();
  }

  static Outcome requeueAfter(Duration delay) {
    return new RequeueAfter(delay);
  }

  static Outcome retry(Throwable cause) {
    return new Retry(cause);
  }

  static Outcome terminal(String reason) {
    return new Terminal(reason);
  }
}
