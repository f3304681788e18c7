package dev.heddle.appmaster.protocol;

import java.util.Locale;

/** Where the service is, as the agent sees it; written in lower case. */
public enum Phase {
  /** Started, and not yet seen to answer. */
  STARTING,
  /** Answers its probe, or runs when it has none. */
  READY,
  /** Ended, and about to be started again in the same container. */
  RESTARTING,
  /** A stop was asked for and is under way. */
  STOPPING,
  /** Over; the application is being unregistered. */
  ENDED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
