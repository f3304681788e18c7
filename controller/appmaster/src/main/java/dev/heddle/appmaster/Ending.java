package dev.heddle.appmaster;

/** How the agent's own process ends, which is how the launch script learns what to do. */
enum Ending {
  /** The end is on record as a success, or as killed by intent. */
  DONE(0),
  /** The end is on record as a failure. */
  FAILED(20),
  /** YARN has given the attempt up, or ends the container, or the launch script is gone. */
  ABANDONED(21);

  private final int code;

  Ending(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
