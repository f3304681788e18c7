package dev.heddle.operator.yarn;

/** YARN could not be asked, or its answer was lost: the call may have taken effect (I1). */
public final class YarnUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public YarnUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
