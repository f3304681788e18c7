package dev.heddle.appmaster.protocol;

import java.util.Locale;

/** Where one instance of a service is; written in lower case. */
public enum InstanceState {
  /** Waits for a service it depends on, or for the pause after a failure. */
  WAITING(true),
  /** A container has been asked for. */
  REQUESTED(true),
  /** It has a container, in which nothing runs yet. */
  LAUNCHING(true),
  /** Its process runs and has not been seen to answer. */
  RUNNING(true),
  /** Its process answers, or runs when nothing says how to ask it. */
  READY(true),
  /** On its way down because it is not wanted any more. */
  STOPPING(true),
  /** Ended by itself with exit code 0. */
  SUCCEEDED(false),
  /** Ended by itself otherwise, or was lost. */
  FAILED(false),
  /** Ended because it was not wanted any more. */
  KILLED(false);

  private final boolean live;

  InstanceState(boolean live) {
    this.live = live;
  }

  /** Whether there is still something to end. */
  public boolean isLive() {
    return live;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
