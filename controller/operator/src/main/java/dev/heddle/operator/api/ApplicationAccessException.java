package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

/** An application could not do what was asked; the message says why, and what helps. */
public final class ApplicationAccessException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public ApplicationAccessException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public ApplicationAccessException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** It has not started, or has ended: there is nothing to talk to. */
    NOT_RUNNING,
    /** It should be there, and did not answer. */
    UNREACHABLE,
    /** What is asked for is on its way. */
    NOT_YET,
    /** There is no such thing, and none will come. */
    NOTHING,
    /** The value or the store would be too large. */
    TOO_LARGE,
    /** It refused, for the reason in the message. */
    REFUSED
  }
}
