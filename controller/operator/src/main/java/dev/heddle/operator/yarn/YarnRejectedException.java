package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

/** YARN said no, for a reason that a person must mend. */
public final class YarnRejectedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param message one sentence: what was asked, what is allowed
   */
  public YarnRejectedException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public YarnRejectedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public Reason reason() {
    return reason;
  }

  /** Why, in words that conditions carry. */
  public enum Reason {
    QUEUE_NOT_FOUND("QueueNotFound"),
    QUEUE_STOPPED("QueueStopped"),
    RESOURCE_TOO_LARGE("ResourceTooLarge"),
    FILE_NOT_FOUND("FileNotFound"),
    FILE_NOT_READABLE("FileNotReadable"),
    USER_NOT_ALLOWED("UserNotAllowed"),
    INVALID_LAUNCH("InvalidLaunch"),
    REJECTED("Rejected");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The stable CamelCase word of a condition. */
    public String word() {
      return word;
    }
  }
}
