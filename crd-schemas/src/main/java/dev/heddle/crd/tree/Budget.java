package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

/** What is left of the limits while one file is read; not for use by several threads. */
final class Budget {

  private final Limits limits;
  private int values;

  Budget(Limits limits) {
    this.limits = requireNonNull(limits, "limits is null");
  }

  Limits limits() {
    return limits;
  }

  /**
   * Spends one value.
   *
   * @throws LimitExceededException when none is left
   */
  void spend() {
    if (++values > limits.values()) {
      throw new LimitExceededException(
          "the file has more values than the allowed "
              + limits.values()
              + " once its aliases are followed");
    }
  }

  /**
   * Checks how deep a value lies.
   *
   * @throws LimitExceededException when it is too deep
   */
  void checkDepth(int depth) {
    if (depth > limits.depth()) {
      throw new LimitExceededException(
          "lists and mappings are nested deeper than the allowed " + limits.depth() + " levels");
    }
  }

  /** Ends the reading of a document that asks for too much. */
  static final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LimitExceededException(String message) {
      super(message);
    }
  }
}
