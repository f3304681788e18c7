package dev.heddle.appmaster.kv;

/** A transaction was to be done only if a key is there, and it is not. */
public final class KeyMissingException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  KeyMissingException(String key) {
    super("the key " + key + " is not set");
  }
}
