package dev.heddle.operator.api;

/** Where it is written down who did what. Must be quick, and may be called from many threads. */
public interface AuditLog {

  /** One line, without its end. */
  void write(String line);

  /** Keeps nothing. */
  static AuditLog none() {
    return line -> {};
  }
}
