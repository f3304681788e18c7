package dev.heddle.cli.env;

import static java.util.Objects.requireNonNull;

/**
 * Something that a user should know about an environment.
 *
 * @param code stable, for programs, such as {@code EditableInstall}
 * @param message one sentence: what is so, and what helps
 */
public record Finding(Level level, String code, String message) {

  /** How bad it is. */
  public enum Level {
    /** It will not work. */
    ERROR,
    /** It will not work everywhere or not fully. */
    WARNING,
    /** What the nodes must have, or what could be better. */
    NOTE
  }

  public Finding {
    requireNonNull(level, "level is null");
    requireNonNull(code, "code is null");
    requireNonNull(message, "message is null");
  }

  static Finding error(String code, String message) {
    return new Finding(Level.ERROR, code, message);
  }

  static Finding warning(String code, String message) {
    return new Finding(Level.WARNING, code, message);
  }

  static Finding note(String code, String message) {
    return new Finding(Level.NOTE, code, message);
  }
}
