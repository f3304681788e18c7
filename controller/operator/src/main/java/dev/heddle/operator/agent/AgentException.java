package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

/** An agent could not be asked, is not the one it should be, or said no. */
public final class AgentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public AgentException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public AgentException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** No answer: it may be starting again, or gone. */
    UNREACHABLE,
    /** Another application answers at this address (I2). */
    WRONG_APPLICATION,
    /** It answered that it will not. */
    REFUSED
  }
}
