package dev.heddle.scenarios.fault;

import dev.heddle.operator.application.ActionBoundary;

/**
 * Ends the operator the first time it reaches the boundary that {@code -Dheddle.fault=submit.sent}
 * names. Nothing is flushed and no hook runs, as when the machine loses power.
 */
public final class HaltAtBoundary implements ActionBoundary {

  /** The system property that names the boundary. */
  public static final String PROPERTY = "heddle.fault";

  /** What kill -9 gives. */
  public static final int EXIT = 137;

  private final String fatal = System.getProperty(PROPERTY, "");

  /** What the operator's log says last. */
  public static String lastWords(String boundary) {
    return "halted at " + boundary;
  }

  @Override
  public void reached(Boundary boundary) {
    if (boundary.word().equals(fatal)) {
      System.err.println(lastWords(fatal));
      Runtime.getRuntime().halt(EXIT);
    }
  }
}
