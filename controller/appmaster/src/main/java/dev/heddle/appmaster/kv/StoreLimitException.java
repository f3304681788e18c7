package dev.heddle.appmaster.kv;

/** A key or value that the store does not take; the text says the limit and what was found. */
public final class StoreLimitException extends Exception {
  public StoreLimitException(String message) {
    super(message);
  }
}
