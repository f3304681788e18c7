package dev.heddle.appmaster.protocol;

/** A message that is not the JSON its reader expects; the text says which field and why. */
public final class MalformedMessageException extends RuntimeException {
  public MalformedMessageException(String message) {
    super(message);
  }

  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
