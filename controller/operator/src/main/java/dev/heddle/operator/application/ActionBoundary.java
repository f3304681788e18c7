package dev.heddle.operator.application;

/**
 * Hears when the operator passes from one action to the next: the places where a process that dies
 * leaves something half done. In production nobody listens; a test's class path may bring a
 * provider that does.
 */
public interface ActionBoundary {

  /** Called on the worker's thread. */
  void reached(Boundary boundary);

  /** Nobody listens. */
  static ActionBoundary none() {
    return boundary -> {};
  }

  /** Where one action is over and the next has not begun. */
  enum Boundary {
    /** YARN gave an id; nothing is on record. */
    SUBMIT_RESERVED("submit.reserved"),
    /** The id is in the status; YARN has not been asked. */
    SUBMIT_RECORDED("submit.recorded"),
    /** YARN has the application; the status does not say so. */
    SUBMIT_SENT("submit.sent"),
    /** The stop is in the status; nothing has been asked to stop. */
    STOP_RECORDED("stop.recorded"),
    /** Agent or YARN has been asked for the end. */
    STOP_ASKED("stop.asked"),
    /** Absence is confirmed; the finalizer is still there. */
    DELETE_CONFIRMED("delete.confirmed");

    private final String word;

    Boundary(String word) {
      this.word = word;
    }

    /** How configuration names it. */
    public String word() {
      return word;
    }
  }
}
