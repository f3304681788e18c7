package dev.heddle.appmaster.kv;

/** Changes that a reader has not seen are not kept any more. */
public final class HistoryLostException extends Exception {
  private static final long serialVersionUID = 1;

  HistoryLostException(long seen, long oldest) {
    super(
        "the changes after revision "
            + seen
            + " are not kept any more, only those from "
            + oldest
            + " on: read the keys anew and watch from there");
  }
}
