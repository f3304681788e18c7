package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

/** A source could not be read as a whole: the last good snapshot stays in force (I3). */
public final class SourceReadException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public SourceReadException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public SourceReadException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  public Reason reason() {
    return reason;
  }

  /** Why, as the reason of the Ready condition. */
  public enum Reason {
    /** The root directory is not there. */
    DIRECTORY_MISSING("DirectoryMissing"),
    /** The operator's user may not read the root directory. */
    ACCESS_DENIED("AccessDenied"),
    /** The file system does not answer. */
    SOURCE_UNAVAILABLE("SourceUnavailable"),
    /** The directory's URI makes no sense here. */
    INVALID_DIRECTORY("InvalidDirectory");

    private final String conditionReason;

    Reason(String conditionReason) {
      this.conditionReason = conditionReason;
    }

    public String conditionReason() {
      return conditionReason;
    }
  }
}
