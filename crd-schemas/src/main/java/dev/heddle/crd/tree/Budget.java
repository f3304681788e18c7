package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

/**
 * What is left of the limits while one file is read; not for use by several threads.
 *
 * <p>Only aliases make a document have more values than its text has characters, so each document
 * gets as many as its length and a fixed surplus: one that is a bomb leaves enough for the others.
 */
final class Budget {

  private static final int ALIAS_SURPLUS = 10_000;

  private final Limits limits;
  private int left;
  private int leftInDocument;

  Budget(Limits limits) {
    this.limits = requireNonNull(limits, "limits is null");
    this.left = limits.values();
  }

  Limits limits() {
    return limits;
  }

  /** Begins a document of so many characters. */
  void startDocument(int length) {
    leftInDocument = length + ALIAS_SURPLUS;
  }

  /**
   * Spends one value.
   *
   * @throws LimitExceededException when none is left
   */
  void spend() {
    if (--left < 0) {
      throw new LimitExceededException(
          "the file has more values than the allowed " + limits.values());
    }
    if (--leftInDocument < 0) {
      throw new LimitExceededException("the aliases of the document multiply its values too often");
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
