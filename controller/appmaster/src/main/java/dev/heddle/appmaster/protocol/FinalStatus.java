package dev.heddle.appmaster.protocol;

import java.util.Locale;

/** How an application ended, in YARN's terms; written in lower case. */
public enum FinalStatus {
  SUCCEEDED,
  FAILED,
  KILLED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
