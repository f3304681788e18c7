package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

/** YARN said no, for a reason that a person must mend. */
public final class YarnRejectedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason stable CamelCase word for a condition, such as {@code QueueNotFound}
   * @param message one sentence: what was asked, what is allowed
   */
  public YarnRejectedException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public String reason() {
    return reason;
  }
}
