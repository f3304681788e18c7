package dev.heddle.cli.terminal;

import static java.util.Objects.requireNonNull;

/** Ends a command: one sentence that says what is wrong, and a hint that says what helps. */
public class CliException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String hint;

  public CliException(String message) {
    this(message, "");
  }

  /**
   * @param hint what to do about it; empty for none
   */
  public CliException(String message, String hint) {
    super(requireNonNull(message, "message is null"));
    this.hint = requireNonNull(hint, "hint is null");
  }

  public CliException(String message, String hint, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.hint = requireNonNull(hint, "hint is null");
  }

  /** What to do about it; empty for none. */
  public String hint() {
    return hint;
  }
}
