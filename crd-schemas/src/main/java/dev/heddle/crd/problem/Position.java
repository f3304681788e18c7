package dev.heddle.crd.problem;

/**
 * A place in a text file.
 *
 * @param line the line, from 1
 * @param column the column in code points, from 1
 */
public record Position(int line, int column) {

  /** Where a file begins. */
  public static final Position START = new Position(1, 1);

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("a position starts at 1:1, not " + line + ":" + column);
    }
  }

  /** {@code 12:7}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
