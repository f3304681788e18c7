package dev.heddle.operator.source;

import java.io.IOException;

/** The part of a message that people can use. */
final class FirstLine {

  private static final String ADVICE = "; For more details see:";

  private FirstLine() {}

  /** Hadoop puts a whole remote stack trace into its messages, and the address of its wiki. */
  static String of(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("");
    int advice = line.indexOf(ADVICE);
    return advice < 0 ? line : line.substring(0, advice);
  }
}
