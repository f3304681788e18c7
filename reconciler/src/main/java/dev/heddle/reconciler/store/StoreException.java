package dev.heddle.reconciler.store;

import static java.util.Objects.requireNonNull;

/** A store said no, or could not be asked. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** There is no such object. */
    NOT_FOUND,
    /** There is one already. */
    ALREADY_EXISTS,
    /** The version or uid in hand is not the newest: read again. */
    CONFLICT,
    /** The object breaks a rule of its schema. */
    INVALID,
    /** The resourceVersion is older than what the store keeps: list again. */
    EXPIRED,
    /** This process does not lead any more: nothing may be written (I7). */
    FENCED,
    /** The store could not be reached, and nothing was written. */
    UNAVAILABLE,
    /** The answer was lost: the write may have been applied; settle by reading. */
    UNKNOWN_OUTCOME
  }
}
